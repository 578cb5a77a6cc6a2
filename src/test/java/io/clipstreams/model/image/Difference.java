package io.clipstreams.model.image;

import java.util.Locale;

/**
 * How far bytes are from those of the reference.
 *
 * @param max largest absolute difference
 * @param mean mean absolute difference
 * @param p99 99 % of the values differ by this at most
 * @param withinOne share of the values that differ by 1 at most
 */
record Difference(int max, double mean, int p99, double withinOne) {
  static Difference of(byte[] actual, byte[] expected) {
    if (actual.length != expected.length) {
      throw new IllegalArgumentException(actual.length + " values, not " + expected.length);
    }
    int[] histogram = new int[256];
    long sum = 0;
    for (int i = 0; i < actual.length; i++) {
      int difference = Math.abs((actual[i] & 255) - (expected[i] & 255));
      histogram[difference]++;
      sum += difference;
    }
    int max = 255;
    while (max > 0 && histogram[max] == 0) {
      max--;
    }
    int p99 = 0;
    for (long seen = histogram[0]; seen < 0.99 * actual.length; seen += histogram[p99]) {
      p99++;
    }
    double withinOne = (histogram[0] + histogram[1]) / (double) actual.length;
    return new Difference(max, sum / (double) actual.length, p99, withinOne);
  }

  boolean none() {
    return max == 0;
  }

  /** Whether a tolerance class of the fixtures accepts it. */
  boolean within(String tolerance) {
    return switch (tolerance) {
      case "lossless" -> max <= 3 && withinOne >= 0.999;
      case "rgb16" -> mean <= 0.5 && max <= 3;
      case "jpeg", "cmyk_jpeg", "lossy_webp" -> mean <= 1 && p99 <= 4;
      default -> throw new IllegalArgumentException("tolerance class " + tolerance);
    };
  }

  /** Cells of a table: max, mean, p99. */
  String cells() {
    return String.format(Locale.ROOT, "%d | %.3f | %d", max, mean, p99);
  }
}
