package io.clipstreams.bench;

import io.clipstreams.scoring.Vectors;
import java.util.Random;

/**
 * Seeded vectors of length 1 that lie as embeddings do: in a narrow cone, in clusters, and with a
 * variance that falls from dimension to dimension like the spectrum of a principal component
 * analysis (here with the index to the power of -0.5 in each coordinate's deviation).
 */
final class ClusteredVectors {
  private static final long SEED = 20_261_124;
  private static final long QUERY_SEED = 7_919;
  private static final float CLUSTER_SPREAD = 1.0f;
  private static final float INNER_SPREAD = 0.6f;

  private final int dimensions;
  private final int clusters;
  private final float[] deviations;
  private final float[] cone;

  ClusteredVectors(int dimensions, int clusters) {
    this.dimensions = dimensions;
    this.clusters = clusters;
    this.deviations = new float[dimensions];
    for (int i = 0; i < dimensions; i++) {
      deviations[i] = (float) Math.pow(i + 1, -0.5);
    }
    this.cone = new float[dimensions];
    add(cone, new Random(SEED), 1.5f);
  }

  /** The n-th vector of an index; always the same. */
  float[] indexed(int number) {
    return vector(SEED + 31L * number);
  }

  /** The n-th query: of the same clusters, but none of the indexed ones. */
  float[] query(int number) {
    return vector(SEED * QUERY_SEED + 31L * number + 1);
  }

  private float[] vector(long seed) {
    Random random = new Random(seed);
    float[] vector = cone.clone();
    add(vector, new Random(SEED ^ (1L + random.nextInt(clusters)) * 1_000_003), CLUSTER_SPREAD);
    add(vector, random, INNER_SPREAD);
    return Vectors.normalize(vector);
  }

  private void add(float[] vector, Random random, float spread) {
    for (int i = 0; i < dimensions; i++) {
      vector[i] += spread * deviations[i] * (float) random.nextGaussian();
    }
  }
}
