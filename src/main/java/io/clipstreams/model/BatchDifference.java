package io.clipstreams.model;

import java.util.List;

/** Whether vectors computed in a batch are those computed alone. */
final class BatchDifference {
  /** On vectors of length 1; exports of one model agree within about a tenth of it. */
  private static final double TOLERANCE = 1e-5;

  private BatchDifference() {}

  /** Whether all rows agree. Rows that cannot be normalised agree with anything. */
  static boolean agree(List<float[]> alone, List<float[]> batch) {
    for (int row = 0; row < alone.size(); row++) {
      if (largest(alone.get(row), batch.get(row)) > TOLERANCE) {
        return false;
      }
    }
    return true;
  }

  private static double largest(float[] a, float[] b) {
    double lengthOfA = length(a);
    double lengthOfB = length(b);
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = Math.abs(a[i] / lengthOfA - b[i] / lengthOfB);
      if (Double.isFinite(difference)) {
        largest = Math.max(largest, difference);
      }
    }
    return largest;
  }

  private static double length(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }
}
