package io.clipstreams.model.image;

import java.util.Arrays;

/**
 * For each pixel of a stretch of a resized row or column, which source pixels make it up and with
 * what weights, in fixed point of 22 bits. Remembers what it computed last: streams often hold
 * images of one size.
 */
final class ResampleWeights {
  static final int PRECISION = 22;

  /** Beyond this, Pillow's running sum for {@code NEAREST} is replaced by a product. */
  private static final long LONGEST_SUM = 1 << 24;

  /** A line of millions of pixels that becomes a few hundred would have gigabytes of weights. */
  private static final long MOST_STORED = 1 << 20;

  private final Interpolation kernel;
  private int source;
  private long target;
  private long from;
  private int count;
  private int[] first = {};
  private int[] taps = {};
  private int[] weights = {};
  private double[] exact = {};
  private int stride;
  private double scale;
  private double support;
  private double narrowing;

  /** Otherwise each pixel's weights are computed when they are asked for. */
  private boolean stored;

  ResampleWeights(Interpolation kernel) {
    this.kernel = kernel;
  }

  /** Whether source and target are equally long, so that pixels are only copied. */
  boolean unchanged() {
    return source == target;
  }

  /** The number of target pixels. */
  int count() {
    return count;
  }

  /** The first source pixel that any target pixel needs. */
  int lowest() {
    return unchanged() ? (int) from : first[0];
  }

  /** The source pixel behind the last one that any target pixel needs. */
  int highest() {
    return unchanged() ? (int) from + count : first[count - 1] + taps[count - 1];
  }

  /** The first source pixel of the target pixel {@code from + i}. */
  int first(int i) {
    return first[i];
  }

  /** How many source pixels make it up. */
  int taps(int i) {
    return taps[i];
  }

  /** The most source pixels that make up one. */
  int mostTaps() {
    return Arrays.stream(taps, 0, count).max().orElse(0);
  }

  /** Computes its weights, unless they are stored; gives where they begin in {@link #weights()}. */
  int at(int i) {
    if (!stored) {
      computeWeights(i, 0);
      return 0;
    }
    return i * stride;
  }

  int[] weights() {
    return weights;
  }

  /**
   * Computes the weights for the target pixels from {@code newFrom} on.
   *
   * @param newSource pixels of the source
   * @param newTarget pixels of the target, of which only a stretch is needed
   */
  void prepare(int newSource, long newTarget, long newFrom, int newCount) {
    if (newSource == source && newTarget == target && newFrom == from && newCount == count) {
      return;
    }
    source = newSource;
    target = newTarget;
    from = newFrom;
    count = newCount;
    if (unchanged()) {
      return;
    }
    scale = (double) source / target;
    double stretch = Math.max(1, scale);
    support = kernel.support() * stretch;
    narrowing = 1 / stretch;
    stride = (int) Math.ceil(support) * 2 + 1;
    stored = (long) count * stride <= MOST_STORED;
    reserve();
    if (kernel == Interpolation.NEAREST) {
      prepareNearest();
      return;
    }
    for (int i = 0; i < count; i++) {
      double centre = centre(i);
      first[i] = Math.max(0, (int) (centre - support + 0.5));
      taps[i] = Math.min(source, (int) (centre + support + 0.5)) - first[i];
      if (stored) {
        computeWeights(i, i * stride);
      }
    }
  }

  private void reserve() {
    if (first.length < count) {
      first = new int[count];
      taps = new int[count];
    }
    int needed = stored ? count * stride : stride;
    if (weights.length < needed) {
      weights = new int[needed];
    }
    if (exact.length < stride) {
      exact = new double[stride];
    }
  }

  private double centre(int i) {
    return (from + i + 0.5) * scale;
  }

  private void computeWeights(int i, int at) {
    double centre = centre(i);
    double sum = 0;
    for (int k = 0; k < taps[i]; k++) {
      exact[k] = kernel.weight((k + first[i] - centre + 0.5) * narrowing);
      sum += exact[k];
    }
    for (int k = 0; k < taps[i]; k++) {
      double weight = (sum == 0 ? exact[k] : exact[k] / sum) * (1 << PRECISION);
      weights[at + k] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
    }
  }

  private void prepareNearest() {
    boolean running = target <= LONGEST_SUM;
    double position = scale * 0.5;
    for (long skipped = 0; running && skipped < from; skipped++) {
      position += scale;
    }
    for (int i = 0; i < count; i++) {
      double at = running ? position : centre(i);
      first[i] = Math.min(source - 1, (int) at);
      taps[i] = 1;
      weights[i * stride] = 1 << PRECISION;
      position += scale;
    }
  }
}
