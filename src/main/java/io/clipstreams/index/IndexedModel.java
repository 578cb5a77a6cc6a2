package io.clipstreams.index;

import java.util.Objects;

/**
 * The model whose vectors an index holds; those of different revisions cannot be compared.
 *
 * @param name as configured
 * @param revision SHA-256, in hexadecimal, over all that changes a vector
 */
public record IndexedModel(String name, String revision) {
  public IndexedModel {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(revision, "revision");
  }
}
