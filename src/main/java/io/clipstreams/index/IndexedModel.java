package io.clipstreams.index;

import java.util.Objects;

/**
 * The model whose vectors an index holds; those of different revisions cannot be compared.
 *
 * @param name as configured
 * @param revision SHA-256, in hexadecimal, over all that changes a vector
 * @param dimensions how many numbers a vector has
 */
public record IndexedModel(String name, String revision, int dimensions) {
  public IndexedModel {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(revision, "revision");
    if (dimensions < 1 || dimensions > VectorCodec.MOST_DIMENSIONS) {
      throw new IllegalArgumentException(
          "vectors of %d dimensions; an index takes 1 to %d"
              .formatted(dimensions, VectorCodec.MOST_DIMENSIONS));
    }
  }
}
