package io.clipstreams.bench;

import java.util.Arrays;

/** The arithmetic of measuring. */
public final class Statistics {
  private Statistics() {}

  /**
   * The middle one; of an even number the mean of the two in the middle.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static double median(double... values) {
    double[] sorted = sorted(values);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * The smallest value that at least so large a share of all does not exceed (nearest rank).
   *
   * @param share above 0, at most 1: 0.99 for p99
   * @throws IllegalArgumentException if there are no values
   */
  public static double percentile(double share, double... values) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("a share lies above 0 and is 1 at most: " + share);
    }
    double[] sorted = sorted(values);
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }

  /**
   * What stages that share the same cores reach together: one over the sum of their times for one
   * item.
   *
   * @param rates items a second of each stage alone, all above 0
   * @throws IllegalArgumentException if one is not
   */
  public static double together(double... rates) {
    double seconds = 0;
    for (double rate : rates) {
      if (!(rate > 0)) {
        throw new IllegalArgumentException("a rate lies above 0: " + rate);
      }
      seconds += 1 / rate;
    }
    return 1 / seconds;
  }

  private static double[] sorted(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no values");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted;
  }
}
