package io.clipstreams.model;

import java.util.List;

/** Embeddings that no model made. */
public final class TestEmbeddings {
  private TestEmbeddings() {}

  /** Rows in order. */
  public static Embeddings of(List<float[]> rows) {
    return new Embeddings(rows.stream().<Embeddings.Row>map(Embeddings.Vector::new).toList());
  }
}
