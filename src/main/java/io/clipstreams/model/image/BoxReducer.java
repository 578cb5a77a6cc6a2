package io.clipstreams.model.image;

import java.util.Arrays;

/**
 * Makes images smaller by whole factors: each pixel is the mean of a square of pixels. Much quicker
 * than a resampling, and good enough before one that leaves several pixels to average over; Pillow
 * calls this {@code reduce} and the ratio that is left a reducing gap.
 */
final class BoxReducer {
  private BoxReducer() {}

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
    int[] sums = new int[3 * width * factor];
    for (int y = 0; y < height; y++) {
      Arrays.fill(sums, 0);
      for (int row = y * factor; row < (y + 1) * factor; row++) {
        add(image.rgb(), 3 * row * image.width(), sums);
      }
      means(sums, factor, reduced, 3 * y * width);
    }
    return new DecodedImage(width, height, image.mediaType(), reduced);
  }

  private static void add(byte[] rgb, int from, int[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += rgb[from + i] & 255;
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
