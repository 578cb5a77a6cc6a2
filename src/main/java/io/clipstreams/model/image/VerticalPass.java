package io.clipstreams.model.image;

import java.util.Arrays;

/** Makes each row of an image from rows of another. */
final class VerticalPass {
  /** Wider rows are taken in strips, which bounds the memory. */
  private static final int MOST_SAMPLES = 4096;

  private final RgbRows source;
  private final ResampleWeights rows;
  private final RgbRows target;
  private final LineRing ring;
  private final int[] held;
  private final int[] sums;

  private VerticalPass(RgbRows source, ResampleWeights rows, RgbRows target, int samples) {
    this.source = source;
    this.rows = rows;
    this.target = target;
    this.ring = LineRing.of(rows.mostTaps(), 1, samples);
    this.held = new int[ring.count()];
    this.sums = new int[samples];
  }

  /**
   * Runs a pass.
   *
   * @param rowBytes of both images
   * @param rows of the target, and which of the source make them up
   */
  static void run(RgbRows source, int rowBytes, ResampleWeights rows, RgbRows target) {
    int most = Math.min(rowBytes, MOST_SAMPLES);
    VerticalPass pass = new VerticalPass(source, rows, target, most);
    for (int from = 0; from < rowBytes; from += most) {
      pass.strip(from, Math.min(most, rowBytes - from));
    }
  }

  private void strip(int from, int samples) {
    Arrays.fill(held, -1);
    int most = ring.count() - 2;
    for (int y = 0; y < rows.count(); y++) {
      LineRing.clear(sums, samples);
      int first = rows.first(y);
      int at = rows.at(y);
      for (int k = 0; k < rows.taps(y); k += most) {
        int count = Math.min(most, rows.taps(y) - k);
        read(first + k, count, from, samples);
        ring.add(first + k, count, rows.weights(), at + k, sums, samples);
      }
      LineRing.finish(sums, samples);
      narrow(sums, target.bytes(), target.at(y) + from, samples);
    }
  }

  private void read(int first, int count, int from, int samples) {
    for (int row = first; row < first + count; row++) {
      int slot = row & (held.length - 1);
      if (held[slot] != row) {
        held[slot] = row;
        widen(source.bytes(), source.at(row) + from, ring.line(row), samples);
      }
    }
  }

  private static void widen(byte[] bytes, int from, int[] line, int samples) {
    for (int i = 0; i < samples; i++) {
      line[i] = bytes[from + i] & 255;
    }
  }

  private static void narrow(int[] line, byte[] bytes, int to, int samples) {
    for (int i = 0; i < samples; i++) {
      bytes[to + i] = (byte) line[i];
    }
  }
}
