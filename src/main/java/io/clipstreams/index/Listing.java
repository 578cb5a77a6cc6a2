package io.clipstreams.index;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A part of a list, newest first.
 *
 * @param items the part
 * @param next where the next part begins; empty at the end
 * @param <T> what is listed
 */
public record Listing<T>(List<T> items, Optional<String> next) {
  public Listing {
    items = List.copyOf(items);
    Objects.requireNonNull(next, "next");
  }
}
