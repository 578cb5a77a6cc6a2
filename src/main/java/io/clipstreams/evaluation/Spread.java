package io.clipstreams.evaluation;

import java.util.Arrays;

/**
 * How numbers are spread.
 *
 * @param mean their mean
 * @param std their standard deviation
 */
public record Spread(double mean, double std) {
  /**
   * The spread of some numbers.
   *
   * @param values at least one
   */
  public static Spread of(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance =
        Arrays.stream(values).map(value -> (value - mean) * (value - mean)).average().orElseThrow();
    return new Spread(mean, Math.sqrt(variance));
  }
}
