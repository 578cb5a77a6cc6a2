package io.clipstreams.index;

import java.util.Objects;

/**
 * How an index is written.
 *
 * @param model whose vectors it holds
 * @param graph how the graphs of vectors are built
 * @param bufferMebibytes what is held in memory before it is written as a segment
 */
public record IndexSettings(IndexedModel model, GraphSettings graph, int bufferMebibytes) {
  /** Enough for some 10,000 vectors of 512 dimensions. */
  public static final int DEFAULT_BUFFER_MEBIBYTES = 32;

  public IndexSettings {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(graph, "graph");
  }

  /** The defaults. */
  public static IndexSettings of(IndexedModel model) {
    return new IndexSettings(model, GraphSettings.DEFAULT, DEFAULT_BUFFER_MEBIBYTES);
  }
}
