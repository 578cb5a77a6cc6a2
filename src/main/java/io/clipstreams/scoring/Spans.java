package io.clipstreams.scoring;

/** Where a value stands among others. */
final class Spans {
  /** Cosines are summed in this many units: 2^40, so that a million of them fit a long. */
  private static final double UNITS = 0x1p40;

  private static final double LEAST_VARIANCE = 1e-10;

  private Spans() {}

  /**
   * How many standard deviations a value lies above the mean of others. Of values that are all the
   * same nothing can stand out.
   *
   * @param count only so many of the others are meant
   */
  static double standardScore(float value, float[] others, int count) {
    // Whole numbers: their sum does not depend on the order, which a restart may change.
    long sum = 0;
    long squares = 0;
    for (int i = 0; i < count; i++) {
      sum += Math.round(others[i] * UNITS);
      squares += Math.round((double) others[i] * others[i] * UNITS);
    }
    double mean = sum / UNITS / count;
    double variance = squares / UNITS / count - mean * mean;
    return variance > LEAST_VARIANCE ? (value - mean) / Math.sqrt(variance) : 0;
  }

  /**
   * The share of others that lie below a value, ties counted half.
   *
   * @param count only so many of the others are meant
   */
  static float shareBelow(float value, float[] others, int count) {
    double below = 0;
    for (int i = 0; i < count; i++) {
      below += others[i] < value ? 1 : others[i] == value ? 0.5 : 0;
    }
    return (float) (below / count);
  }
}
