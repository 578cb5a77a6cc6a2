package io.clipstreams.model.image.codec;

import java.util.Arrays;

/**
 * One channel of a VP8 frame, with the border that prediction reads: a row of 127 above, a column
 * of 129 to the left (RFC 6386, section 12.2).
 */
final class Vp8Plane {
  /** Subblocks look four pixels beyond the right edge of the row above. */
  private static final int RIGHT = 4;

  final byte[] pixels;
  final int stride;

  /** A plane of whole macroblocks. */
  Vp8Plane(int width, int height) {
    this.stride = 1 + width + RIGHT;
    this.pixels = new byte[Math.multiplyExact(stride, 1 + height)];
    Arrays.fill(pixels, 0, stride, (byte) 127);
    for (int y = 0; y < height; y++) {
      pixels[at(0, y) - 1] = (byte) 129;
    }
  }

  /** The index of a pixel. */
  int at(int x, int y) {
    return (y + 1) * stride + 1 + x;
  }
}
