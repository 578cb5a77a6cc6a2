package io.clipstreams.model.image.codec;

import java.util.Arrays;

/** Prediction from the pixels above and to the left (RFC 6386, section 12). */
final class Vp8Prediction {
  /** Modes of whole blocks. */
  static final int DC = 0;

  static final int VERTICAL = 1;
  static final int HORIZONTAL = 2;
  static final int TRUE_MOTION = 3;

  /** Modes of subblocks begin with the mean and true motion; the others have a direction. */
  static final int SUBBLOCK_DC = 0;

  static final int SUBBLOCK_TRUE_MOTION = 1;

  /**
   * For each direction what makes up the 16 pixels of a subblock. The edge runs from the lower left
   * to the upper right: index 1 to 4 are the pixels to the left, upwards, 5 the corner, 6 to 13
   * those above; 0 and 14 repeat the ends. A positive number n stands for the smoothed pixel n
   * (weights 1, 2, 1), zero or a negative one for the mean of the pixels -n and -n + 1.
   */
  private static final int[][] DIRECTIONS = {
    {6, 7, 8, 9, 6, 7, 8, 9, 6, 7, 8, 9, 6, 7, 8, 9}, // vertical
    {4, 4, 4, 4, 3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1}, // horizontal
    {7, 8, 9, 10, 8, 9, 10, 11, 9, 10, 11, 12, 10, 11, 12, 13}, // left down
    {5, 6, 7, 8, 4, 5, 6, 7, 3, 4, 5, 6, 2, 3, 4, 5}, // right down
    {-5, -6, -7, -8, 5, 6, 7, 8, 4, -5, -6, -7, 3, 5, 6, 7}, // vertical right
    {-6, -7, -8, -9, 7, 8, 9, 10, -7, -8, -9, 11, 8, 9, 10, 12}, // vertical left
    {-4, 5, 6, 7, -3, 4, -4, 5, -2, 3, -3, 4, -1, 2, -2, 3}, // horizontal down
    {-3, 3, -2, 2, -2, 2, -1, 1, -1, 1, 0, 0, 0, 0, 0, 0} // horizontal up
  };

  private final int[] edge = new int[15];

  /**
   * Predicts a square block.
   *
   * @param at the index of its first pixel
   * @param hasAbove whether pixels stand above it, which the mean takes only then
   * @param hasLeft likewise
   */
  void block(Vp8Plane plane, int at, int size, int mode, boolean hasAbove, boolean hasLeft) {
    switch (mode) {
      case DC -> fill(plane, at, size, mean(plane, at, size, hasAbove, hasLeft));
      case VERTICAL -> {
        for (int y = 0; y < size; y++) {
          int row = at + y * plane.stride;
          System.arraycopy(plane.pixels, at - plane.stride, plane.pixels, row, size);
        }
      }
      case HORIZONTAL -> {
        for (int y = 0; y < size; y++) {
          int row = at + y * plane.stride;
          Arrays.fill(plane.pixels, row, row + size, plane.pixels[row - 1]);
        }
      }
      default -> trueMotion(plane, at, size);
    }
  }

  /**
   * Predicts a subblock of 4 x 4.
   *
   * @param right where the four pixels above to the right stand
   * @param lastRight whether they are all like the last pixel above, as beyond the right edge
   */
  void subblock(Vp8Plane plane, int at, int mode, int right, boolean lastRight) {
    if (mode == SUBBLOCK_TRUE_MOTION) {
      trueMotion(plane, at, 4);
    } else if (mode == SUBBLOCK_DC) {
      fill(plane, at, 4, mean(plane, at, 4, true, true));
    } else {
      readEdge(plane, at, right, lastRight);
      int[] taps = DIRECTIONS[mode - 2];
      for (int i = 0; i < 16; i++) {
        plane.pixels[at + (i >> 2) * plane.stride + (i & 3)] = (byte) tap(taps[i]);
      }
    }
  }

  private int tap(int tap) {
    return tap > 0
        ? (edge[tap - 1] + 2 * edge[tap] + edge[tap + 1] + 2) >> 2
        : (edge[-tap] + edge[1 - tap] + 1) >> 1;
  }

  private void readEdge(Vp8Plane plane, int at, int right, boolean lastRight) {
    byte[] pixels = plane.pixels;
    int above = at - plane.stride;
    for (int i = 0; i < 4; i++) {
      edge[4 - i] = pixels[at + i * plane.stride - 1] & 255;
      edge[6 + i] = pixels[above + i] & 255;
      edge[10 + i] = pixels[lastRight ? right - 1 : right + i] & 255;
    }
    edge[5] = pixels[above - 1] & 255;
    edge[0] = edge[1];
    edge[14] = edge[13];
  }

  private static int mean(Vp8Plane plane, int at, int size, boolean hasAbove, boolean hasLeft) {
    if (!hasAbove && !hasLeft) {
      return 128;
    }
    int sum = 0;
    for (int i = 0; i < size; i++) {
      sum += hasAbove ? plane.pixels[at - plane.stride + i] & 255 : 0;
      sum += hasLeft ? plane.pixels[at + i * plane.stride - 1] & 255 : 0;
    }
    int count = hasAbove && hasLeft ? 2 * size : size;
    return (sum + count / 2) / count;
  }

  private static void fill(Vp8Plane plane, int at, int size, int value) {
    for (int y = 0; y < size; y++) {
      int row = at + y * plane.stride;
      Arrays.fill(plane.pixels, row, row + size, (byte) value);
    }
  }

  private static void trueMotion(Vp8Plane plane, int at, int size) {
    byte[] pixels = plane.pixels;
    int above = at - plane.stride;
    int corner = pixels[above - 1] & 255;
    for (int y = 0; y < size; y++) {
      int row = at + y * plane.stride;
      int difference = (pixels[row - 1] & 255) - corner;
      for (int x = 0; x < size; x++) {
        pixels[row + x] = (byte) Samples.clamp((pixels[above + x] & 255) + difference);
      }
    }
  }
}
