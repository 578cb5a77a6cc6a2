package io.clipstreams.model.image.codec;

import java.util.Arrays;

/**
 * The coefficients of one macroblock (RFC 6386, section 13), and the contexts that carry over to
 * its neighbours.
 */
final class Vp8Coefficients {
  /** 16 luma blocks, then 4 of U and 4 of V, of 16 coefficients each. */
  static final int BLOCKS = 24;

  private static final int Y_AFTER_Y2 = 0;
  private static final int Y2 = 1;
  private static final int CHROMA = 2;
  private static final int Y_WITH_DC = 3;
  private static final int CONTEXTS = 9;
  private static final int Y2_CONTEXT = 8;

  private static final int[] BANDS = {0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0};
  private static final int[] ZIGZAG = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};
  private static final int[][] CATEGORIES = {
    {159},
    {165, 145},
    {173, 148, 140},
    {176, 155, 140, 135},
    {180, 157, 141, 134, 130},
    {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}
  };

  private final int[] probabilities;
  private final int[] values = new int[BLOCKS * 16];
  private final int[] y2 = new int[16];

  /** Which blocks end in a coefficient: luma 0 to 3, U 4 and 5, V 6 and 7, second order 8. */
  private final boolean[] above;

  private final boolean[] left = new boolean[CONTEXTS];
  private boolean any;

  Vp8Coefficients(int[] probabilities, int macroblocksAcross) {
    this.probabilities = probabilities;
    this.above = new boolean[CONTEXTS * macroblocksAcross];
  }

  /** The coefficients that were read last, 16 a block, multiplied with their quantizers. */
  int[] values() {
    return values;
  }

  /** Whether the macroblock that was read last has a coefficient. */
  boolean any() {
    return any;
  }

  void startRow() {
    Arrays.fill(left, false);
  }

  /** A macroblock without coefficients; without a second order, that context stays. */
  void skip(int column, boolean hasY2) {
    Arrays.fill(values, 0);
    any = false;
    int from = CONTEXTS * column;
    int count = hasY2 ? CONTEXTS : CONTEXTS - 1;
    Arrays.fill(above, from, from + count, false);
    Arrays.fill(left, 0, count, false);
  }

  void read(Vp8Bits bits, int column, boolean hasY2, Vp8Quantizers quantizers) {
    Arrays.fill(values, 0);
    any = false;
    int contexts = CONTEXTS * column;
    if (hasY2) {
      readSecondOrder(bits, contexts, quantizers);
    }
    int type = hasY2 ? Y_AFTER_Y2 : Y_WITH_DC;
    for (int block = 0; block < 16; block++) {
      int up = contexts + block % 4;
      int side = block / 4;
      readBlock(bits, type, up, side, 16 * block, quantizers.yDc(), quantizers.yAc());
    }
    for (int block = 16; block < BLOCKS; block++) {
      int plane = block < 20 ? 4 : 6;
      int up = contexts + plane + block % 2;
      int side = plane + block / 2 % 2;
      readBlock(bits, CHROMA, up, side, 16 * block, quantizers.uvDc(), quantizers.uvAc());
    }
  }

  private void readSecondOrder(Vp8Bits bits, int contexts, Vp8Quantizers quantizers) {
    Arrays.fill(y2, 0);
    int up = contexts + Y2_CONTEXT;
    int context = context(up, Y2_CONTEXT);
    int end = readTokens(bits, Y2, context, 0, y2, 0, quantizers.y2Dc(), quantizers.y2Ac());
    above[up] = end > 0;
    left[Y2_CONTEXT] = end > 0;
    Vp8Transform.secondOrder(y2, values);
  }

  private void readBlock(Vp8Bits bits, int type, int up, int side, int at, int dc, int ac) {
    int first = type == Y_AFTER_Y2 ? 1 : 0;
    int end = readTokens(bits, type, context(up, side), first, values, at, dc, ac);
    above[up] = end > first;
    left[side] = end > first;
    any |= end > 1 || values[at] != 0;
  }

  private int context(int up, int side) {
    return (above[up] ? 1 : 0) + (left[side] ? 1 : 0);
  }

  /** Reads a block and gives the position behind its last token. */
  private int readTokens(
      Vp8Bits bits, int type, int context, int first, int[] target, int at, int dc, int ac) {
    int n = first;
    int node = Vp8Constants.coefficientIndex(type, BANDS[n], context);
    while (n < 16) {
      if (bits.bit(probabilities[node]) == 0) {
        return n;
      }
      while (bits.bit(probabilities[node + 1]) == 0) {
        n++;
        if (n == 16) {
          return 16;
        }
        node = Vp8Constants.coefficientIndex(type, BANDS[n], 0);
      }
      int magnitude = magnitude(bits, node);
      int value = bits.flag() ? -magnitude : magnitude;
      // Sixteen bits, as the reference keeps them; only damaged files have more.
      target[at + ZIGZAG[n]] = (short) (value * (n > 0 ? ac : dc));
      n++;
      node = Vp8Constants.coefficientIndex(type, BANDS[n], magnitude > 1 ? 2 : 1);
    }
    return 16;
  }

  private int magnitude(Vp8Bits bits, int node) {
    int[] p = probabilities;
    if (bits.bit(p[node + 2]) == 0) {
      return 1;
    }
    if (bits.bit(p[node + 3]) == 0) {
      return bits.bit(p[node + 4]) == 0 ? 2 : 3 + bits.bit(p[node + 5]);
    }
    if (bits.bit(p[node + 6]) == 0) {
      return bits.bit(p[node + 7]) == 0 ? 5 + extra(bits, 0) : 7 + extra(bits, 1);
    }
    int high = bits.bit(p[node + 8]);
    int category = 2 + 2 * high + bits.bit(p[node + 9 + high]);
    return 3 + (8 << (category - 2)) + extra(bits, category);
  }

  private static int extra(Vp8Bits bits, int category) {
    int extra = 0;
    for (int probability : CATEGORIES[category]) {
      extra = extra << 1 | bits.bit(probability);
    }
    return extra;
  }
}
