package io.clipstreams.scoring;

/** The standard normal distribution. */
final class NormalDistribution {
  private NormalDistribution() {}

  /**
   * The share of the distribution that lies below a value; Abramowitz and Stegun, Handbook of
   * Mathematical Functions, formula 26.2.17 (error below 7.5e-8).
   */
  static double below(double value) {
    double t = 1 / (1 + 0.2316419 * Math.abs(value));
    double density = Math.exp(-value * value / 2) / Math.sqrt(2 * Math.PI);
    double polynomial =
        t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    double above = density * polynomial;
    return value >= 0 ? 1 - above : above;
  }
}
