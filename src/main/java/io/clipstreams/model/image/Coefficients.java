package io.clipstreams.model.image;

/**
 * What each output pixel of one direction takes from the input: Pillow's weights, normalised to sum
 * 1, then in fixed point of 22 bits.
 */
final class Coefficients {
  static final int PRECISION_BITS = 22;

  private final int[] starts;
  private final int[][] weights;

  private Coefficients(int[] starts, int[][] weights) {
    this.starts = starts;
    this.weights = weights;
  }

  /**
   * The weights of some output pixels.
   *
   * @param inputSize pixels of the input
   * @param outputSize pixels of the whole output
   * @param from first output pixel wanted
   * @param count how many are wanted
   */
  static Coefficients of(Interpolation filter, int inputSize, int outputSize, int from, int count) {
    double scale = (double) inputSize / outputSize;
    double filterScale = Math.max(scale, 1);
    double support = filter.support() * filterScale;
    int[] starts = new int[count];
    int[][] weights = new int[count][];
    for (int i = 0; i < count; i++) {
      double center = (from + i + 0.5) * scale;
      int first = Math.max(0, (int) (center - support + 0.5));
      int end = Math.min(inputSize, (int) (center + support + 0.5));
      starts[i] = first;
      weights[i] = fixedPoint(filter, center, filterScale, first, end);
    }
    return new Coefficients(starts, weights);
  }

  private static int[] fixedPoint(
      Interpolation filter, double center, double filterScale, int first, int end) {
    double[] exact = new double[end - first];
    double sum = 0;
    // Multiplied by the reciprocal, as the reference does: dividing rounds otherwise.
    double inverseScale = 1 / filterScale;
    for (int x = 0; x < exact.length; x++) {
      exact[x] = filter.weight((x + first - center + 0.5) * inverseScale);
      sum += exact[x];
    }
    int[] fixed = new int[exact.length];
    for (int x = 0; x < exact.length; x++) {
      double normalized = sum == 0 ? exact[x] : exact[x] / sum;
      double shifted = normalized * (1 << PRECISION_BITS);
      fixed[x] = (int) (shifted < 0 ? shifted - 0.5 : shifted + 0.5);
    }
    return fixed;
  }

  int count() {
    return starts.length;
  }

  int start(int pixel) {
    return starts[pixel];
  }

  int[] weights(int pixel) {
    return weights[pixel];
  }

  /** The first input pixel that any output pixel takes something from. */
  int firstInput() {
    int first = Integer.MAX_VALUE;
    for (int start : starts) {
      first = Math.min(first, start);
    }
    return first;
  }

  /** One past the last input pixel that any output pixel takes something from. */
  int endInput() {
    int end = 0;
    for (int i = 0; i < starts.length; i++) {
      end = Math.max(end, starts[i] + weights[i].length);
    }
    return end;
  }
}
