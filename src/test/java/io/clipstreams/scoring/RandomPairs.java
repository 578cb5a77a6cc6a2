package io.clipstreams.scoring;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Pairs for tests: a caption is its image with noise, as a weak model would embed it. */
final class RandomPairs {
  private final Random random;
  private final int dimension;

  RandomPairs(long seed, int dimension) {
    this.random = new Random(seed);
    this.dimension = dimension;
  }

  float[] vector() {
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return Vectors.normalize(vector);
  }

  float[] near(float[] other, double noise) {
    float[] vector = other.clone();
    for (int i = 0; i < dimension; i++) {
      vector[i] += (float) (noise * random.nextGaussian() / Math.sqrt(dimension));
    }
    return Vectors.normalize(vector);
  }

  List<ReferencePair> pairs(int count) {
    List<ReferencePair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pairs.add(pair("c" + i, "i" + i));
    }
    return pairs;
  }

  ReferencePair pair(String captionId, String imageId) {
    float[] image = vector();
    return new ReferencePair(captionId, imageId, image, near(image, 1.5));
  }
}
