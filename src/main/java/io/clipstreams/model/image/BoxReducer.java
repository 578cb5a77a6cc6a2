package io.clipstreams.model.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Makes images smaller by whole factors: each pixel is the mean of a square of pixels. Much quicker
 * than a resampling, and good enough before one that leaves several pixels to average over; Pillow
 * calls this {@code reduce} and the ratio that is left a reducing gap.
 *
 * <p>Rows are added up eight samples at a time, in longs of four sums of 16 bits each: the compiler
 * does not widen bytes in vectors, and one by one they took three times as long.
 */
final class BoxReducer {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long EVERY_OTHER = 0x00FF00FF00FF00FFL;

  /** So many rows of samples of 255 fit into 16 bits. */
  private static final int MOST_ROWS = 257;

  private final int[] sums;
  private final long[] even;
  private final long[] odd;

  private BoxReducer(int samples) {
    this.sums = new int[samples];
    this.even = new long[samples / Long.BYTES];
    this.odd = new long[samples / Long.BYTES];
  }

  /**
   * A smaller image. Columns and rows at the right and bottom edge that fill no square are left
   * out, at most {@code factor - 1} of each.
   *
   * @param factor side of the square in pixels, from 1 to the shorter side of the image
   * @return the same image if the factor is 1
   */
  static DecodedImage reduce(DecodedImage image, int factor) {
    if (factor < 1 || factor > Math.min(image.width(), image.height())) {
      throw new IllegalArgumentException(
          "an image of %d x %d pixels, reduced by %d"
              .formatted(image.width(), image.height(), factor));
    }
    if (factor == 1) {
      return image;
    }
    int width = image.width() / factor;
    int height = image.height() / factor;
    byte[] reduced = new byte[3 * width * height];
    BoxReducer reducer = new BoxReducer(3 * width * factor);
    for (int y = 0; y < height; y++) {
      reducer.add(new RgbRows(image.rgb(), 0, 3 * image.width()), y * factor, factor);
      means(reducer.sums, factor, reduced, 3 * y * width);
    }
    return new DecodedImage(width, height, image.mediaType(), reduced);
  }

  private void add(RgbRows rows, int first, int count) {
    Arrays.fill(sums, 0);
    for (int row = first; row < first + count; row += MOST_ROWS) {
      Arrays.fill(even, 0);
      Arrays.fill(odd, 0);
      for (int i = row; i < Math.min(first + count, row + MOST_ROWS); i++) {
        addEights(rows.bytes(), rows.at(i), even, odd);
        addRest(rows.bytes(), rows.at(i));
      }
      unpack(even, sums, 0);
      unpack(odd, sums, 1);
    }
  }

  private static void addEights(byte[] rgb, int from, long[] even, long[] odd) {
    for (int i = 0; i < even.length; i++) {
      long samples = (long) LONG.get(rgb, from + Long.BYTES * i);
      even[i] += samples & EVERY_OTHER;
      odd[i] += samples >>> 8 & EVERY_OTHER;
    }
  }

  private void addRest(byte[] rgb, int from) {
    for (int i = Long.BYTES * even.length; i < sums.length; i++) {
      sums[i] += rgb[from + i] & 255;
    }
  }

  private static void unpack(long[] packed, int[] sums, int from) {
    int to = from;
    for (long four : packed) {
      sums[to] += (int) four & 0xFFFF;
      sums[to + 2] += (int) (four >>> 16) & 0xFFFF;
      sums[to + 4] += (int) (four >>> 32) & 0xFFFF;
      sums[to + 6] += (int) (four >>> 48);
      to += Long.BYTES;
    }
  }

  private static void means(int[] sums, int factor, byte[] target, int offset) {
    int area = factor * factor;
    int to = offset;
    for (int first = 0; first < sums.length; first += 3 * factor) {
      int red = area / 2;
      int green = area / 2;
      int blue = area / 2;
      for (int i = first; i < first + 3 * factor; i += 3) {
        red += sums[i];
        green += sums[i + 1];
        blue += sums[i + 2];
      }
      target[to] = (byte) (red / area);
      target[to + 1] = (byte) (green / area);
      target[to + 2] = (byte) (blue / area);
      to += 3;
    }
  }
}
