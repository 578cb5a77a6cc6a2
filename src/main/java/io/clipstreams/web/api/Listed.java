package io.clipstreams.web.api;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A part of a list.
 *
 * @param items in its order
 * @param next where the next part begins; empty at the end
 * @param <T> what is listed
 */
public record Listed<T>(List<T> items, Optional<String> next) {
  public Listed {
    items = List.copyOf(items);
    Objects.requireNonNull(next, "next");
  }
}
