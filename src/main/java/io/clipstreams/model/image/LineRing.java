package io.clipstreams.model.image;

import java.util.Arrays;

/**
 * The lines of samples that a resampling pass is at, and their weighted sums in fixed point. A line
 * lies across the pass: it is a row in the vertical one, a channel of a column in the horizontal
 * one. So all its samples have the same weight and different sums, which the compiler turns into
 * vector instructions; it does so best if each line is an int array of its own, since it does not
 * widen bytes in vectors, and arrays read at offsets took twice as long.
 */
final class LineRing {
  private static final int HALF = 1 << (ResampleWeights.PRECISION - 1);

  /** A window of more lines is summed up in parts, for which lines may have to be read again. */
  private static final int MOST_LINES = 512;

  private final int[][] lines;

  private LineRing(int count, int samples) {
    this.lines = new int[count][samples];
  }

  /**
   * A ring for windows of lines that move on.
   *
   * @param longest window, in lines
   * @param group lines that are read together: so many more at either end must have room
   * @param samples of a line
   */
  static LineRing of(int longest, int group, int samples) {
    int wanted = Math.min(MOST_LINES, longest + 2 * group);
    return new LineRing(Integer.highestOneBit(2 * wanted - 1), samples);
  }

  int count() {
    return lines.length;
  }

  /** Where a line lies until the one {@link #count()} further on takes its place. */
  int[] line(int number) {
    return lines[number & (lines.length - 1)];
  }

  /** Begins sums: a half, so that cutting them off rounds. */
  static void clear(int[] sums, int samples) {
    Arrays.fill(sums, 0, samples, HALF);
  }

  /** Adds lines, of which the first has the weight at {@code at}, and so on. */
  void add(int first, int count, int[] weights, int at, int[] sums, int samples) {
    int k = 0;
    for (; k + 4 <= count; k += 4) {
      addFour(
          line(first + k),
          line(first + k + 1),
          line(first + k + 2),
          line(first + k + 3),
          weights[at + k],
          weights[at + k + 1],
          weights[at + k + 2],
          weights[at + k + 3],
          sums,
          samples);
    }
    for (; k < count; k++) {
      addOne(line(first + k), weights[at + k], sums, samples);
    }
  }

  /** Four a pass, so that sums are read and written a quarter as often; eight were slower. */
  private static void addFour(
      int[] line0,
      int[] line1,
      int[] line2,
      int[] line3,
      int weight0,
      int weight1,
      int weight2,
      int weight3,
      int[] sums,
      int samples) {
    for (int i = 0; i < samples; i++) {
      sums[i] +=
          (weight0 * line0[i] + weight1 * line1[i]) + (weight2 * line2[i] + weight3 * line3[i]);
    }
  }

  private static void addOne(int[] line, int weight, int[] sums, int samples) {
    for (int i = 0; i < samples; i++) {
      sums[i] += weight * line[i];
    }
  }

  /** Turns sums into samples of 0 to 255. By sign bits: minimum and maximum make no vectors. */
  static void finish(int[] sums, int samples) {
    for (int i = 0; i < samples; i++) {
      int value = sums[i] >> ResampleWeights.PRECISION;
      int positive = value & ~(value >> 31);
      int room = 255 - positive;
      sums[i] = positive + (room & (room >> 31));
    }
  }
}
