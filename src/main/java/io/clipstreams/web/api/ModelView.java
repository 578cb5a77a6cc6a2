package io.clipstreams.web.api;

import java.util.Objects;

/**
 * Which model embeds.
 *
 * @param name as configured
 * @param revision tells what changes a vector
 * @param dimensions of its vectors
 */
public record ModelView(String name, String revision, int dimensions) {
  public ModelView {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(revision, "revision");
  }
}
