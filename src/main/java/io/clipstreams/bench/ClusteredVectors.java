package io.clipstreams.bench;

import io.clipstreams.scoring.Vectors;
import java.util.SplittableRandom;

/**
 * Generated vectors of length 1 that lie in clusters, as embeddings do: a cluster's centre and
 * noise around it. The same seed gives the same vectors.
 */
final class ClusteredVectors {
  private static final int CLUSTERS = 500;

  /** The noise's length in a centre's: two vectors of one cluster have a cosine of about 0.6. */
  private static final double NOISE = 0.8;

  private final int dimensions;
  private final long seed;
  private final float[][] centres;

  ClusteredVectors(int dimensions, long seed) {
    this.dimensions = dimensions;
    this.seed = seed;
    this.centres = new float[CLUSTERS][];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < CLUSTERS; i++) {
      centres[i] = Vectors.normalize(gaussian(random));
    }
  }

  /** The vector of a number; negative ones are as good. */
  float[] vector(int number) {
    SplittableRandom random = new SplittableRandom(seed ^ (0x9E3779B97F4A7C15L * (number + 1L)));
    float[] centre = centres[random.nextInt(CLUSTERS)];
    float[] vector = gaussian(random);
    double scale = NOISE / Math.sqrt(dimensions);
    for (int i = 0; i < dimensions; i++) {
      vector[i] = (float) (centre[i] + scale * vector[i]);
    }
    return Vectors.normalize(vector);
  }

  private float[] gaussian(SplittableRandom random) {
    float[] vector = new float[dimensions];
    for (int i = 0; i < dimensions; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }
}
