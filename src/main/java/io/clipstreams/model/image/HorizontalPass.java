package io.clipstreams.model.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Makes each column of an image from columns of another. Columns are turned into lines, of a block
 * of rows at a time: summing up along rows, each sum by itself, took twice as long.
 */
final class HorizontalPass {
  /** Long enough for vectors, few enough for a window of columns to stay in the cache. */
  private static final int MOST_ROWS = 512;

  /** Columns read together, as pixels that lie side by side come from memory together. */
  private static final int GROUP = 4;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final RgbRows source;
  private final ResampleWeights columns;
  private final RgbRows target;
  private final LineRing[] rings = new LineRing[3];
  private final int[][] sums;
  private final int[] held;
  private final int[][] pixels;

  private HorizontalPass(RgbRows source, ResampleWeights columns, RgbRows target, int rows) {
    this.source = source;
    this.columns = columns;
    this.target = target;
    Arrays.setAll(rings, channel -> LineRing.of(columns.mostTaps(), GROUP, rows));
    this.sums = new int[rings.length][rows];
    this.held = new int[rings[0].count() / GROUP];
    this.pixels = new int[GROUP][rows];
  }

  /**
   * Runs a pass.
   *
   * @param height of both images
   * @param columns of the target, and which of the source make them up
   */
  static void run(RgbRows source, int height, ResampleWeights columns, RgbRows target) {
    int blocks = (height + MOST_ROWS - 1) / MOST_ROWS;
    int rows = (height + blocks - 1) / blocks;
    HorizontalPass pass = new HorizontalPass(source, columns, target, rows);
    for (int y = 0; y < height; y += rows) {
      pass.block(y, Math.min(rows, height - y));
    }
  }

  private void block(int y, int rows) {
    Arrays.fill(held, -1);
    int most = rings[0].count() - 2 * GROUP;
    for (int x = 0; x < columns.count(); x++) {
      for (int[] sum : sums) {
        LineRing.clear(sum, rows);
      }
      int first = columns.first(x) - columns.lowest();
      int at = columns.at(x);
      for (int k = 0; k < columns.taps(x); k += most) {
        int count = Math.min(most, columns.taps(x) - k);
        read(first + k, count, y, rows);
        for (int channel = 0; channel < rings.length; channel++) {
          rings[channel].add(first + k, count, columns.weights(), at + k, sums[channel], rows);
        }
      }
      for (int[] sum : sums) {
        LineRing.finish(sum, rows);
      }
      write(sums[0], sums[1], sums[2], target.bytes(), target.at(y) + 3 * x, target.stride(), rows);
    }
  }

  /** Columns are counted from the lowest that is needed: there may be none before it. */
  private void read(int first, int count, int y, int rows) {
    for (int group = first / GROUP; group * GROUP < first + count; group++) {
      int slot = group & (held.length - 1);
      if (held[slot] != group) {
        held[slot] = group;
        readGroup(group * GROUP, y, rows);
      }
    }
  }

  private void readGroup(int column, int y, int rows) {
    byte[] bytes = source.bytes();
    int from = source.at(y) + 3 * (columns.lowest() + column);
    int last = from + (rows - 1) * source.stride();
    // Each pixel is read as four bytes, of which the last is not its own.
    if (last <= bytes.length - (3 * GROUP + 1)) {
      fourPixels(bytes, from, source.stride(), pixels[0], pixels[1], pixels[2], pixels[3], rows);
    } else {
      int there = Math.min(GROUP, columns.highest() - columns.lowest() - column);
      for (int i = 0; i < there; i++) {
        onePixel(bytes, from + 3 * i, source.stride(), pixels[i], rows);
      }
    }
    for (int i = 0; i < GROUP; i++) {
      for (int channel = 0; channel < rings.length; channel++) {
        channel(pixels[i], 8 * channel, rings[channel].line(column + i), rows);
      }
    }
  }

  private static void fourPixels(
      byte[] bytes,
      int from,
      int stride,
      int[] pixels0,
      int[] pixels1,
      int[] pixels2,
      int[] pixels3,
      int rows) {
    int at = from;
    for (int y = 0; y < rows; y++) {
      pixels0[y] = (int) INT.get(bytes, at);
      pixels1[y] = (int) INT.get(bytes, at + 3);
      pixels2[y] = (int) INT.get(bytes, at + 6);
      pixels3[y] = (int) INT.get(bytes, at + 9);
      at += stride;
    }
  }

  private static void onePixel(byte[] bytes, int from, int stride, int[] pixels, int rows) {
    int at = from;
    for (int y = 0; y < rows; y++) {
      pixels[y] = (bytes[at] & 255) | (bytes[at + 1] & 255) << 8 | (bytes[at + 2] & 255) << 16;
      at += stride;
    }
  }

  /** A loop for each channel: one that wrote three lines was not made into vectors. */
  private static void channel(int[] pixels, int shift, int[] line, int rows) {
    for (int y = 0; y < rows; y++) {
      line[y] = pixels[y] >> shift & 255;
    }
  }

  private static void write(
      int[] red, int[] green, int[] blue, byte[] bytes, int to, int stride, int rows) {
    int at = to;
    for (int y = 0; y < rows; y++) {
      bytes[at] = (byte) red[y];
      bytes[at + 1] = (byte) green[y];
      bytes[at + 2] = (byte) blue[y];
      at += stride;
    }
  }
}
