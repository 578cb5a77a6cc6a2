package io.clipstreams.bench;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares with all: what an index should find. */
final class ExactSearch {
  private final float[][] vectors;

  /**
   * @param vectors of length 1
   */
  ExactSearch(float[][] vectors) {
    this.vectors = vectors;
  }

  private record Found(int number, float cosine) {}

  /** The numbers of the k nearest. */
  Set<Integer> nearest(float[] query, int k) {
    PriorityQueue<Found> best = new PriorityQueue<>(Comparator.comparingDouble(Found::cosine));
    for (int i = 0; i < vectors.length; i++) {
      float cosine = dot(query, vectors[i]);
      if (best.size() < k || cosine > best.element().cosine) {
        best.add(new Found(i, cosine));
        if (best.size() > k) {
          best.remove();
        }
      }
    }
    return best.stream().map(Found::number).collect(Collectors.toSet());
  }

  /** In four sums, so that a processor need not wait for one addition to begin the next. */
  private static float dot(float[] a, float[] b) {
    float first = 0;
    float second = 0;
    float third = 0;
    float fourth = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      first += a[i] * b[i];
      second += a[i + 1] * b[i + 1];
      third += a[i + 2] * b[i + 2];
      fourth += a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      first += a[i] * b[i];
    }
    return first + second + third + fourth;
  }
}
