package io.clipstreams.index;

/**
 * How the graphs of vectors are built (HNSW, Malkov and Yashunin 2018).
 *
 * @param connections of a vector with others (the paper's M), 2 to 512
 * @param candidates looked at when a vector is added (the paper's efConstruction), 1 to 3,200
 */
public record GraphSettings(int connections, int candidates) {
  /** Suit CLIP's embeddings; docs/benchmarks.md has the figures. */
  public static final GraphSettings DEFAULT = new GraphSettings(16, 100);
}
