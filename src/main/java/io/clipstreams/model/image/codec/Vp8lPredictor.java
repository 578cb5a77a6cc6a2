package io.clipstreams.model.image.codec;

/** Pixels were stored as differences to a prediction, chosen by block (RFC 9649, section 3.4.1). */
record Vp8lPredictor(int storedWidth, int blockBits, int[] blocks) implements Vp8lTransform {
  private static final int BLACK = 0xFF00_0000;

  @Override
  public int[] undo(int[] pixels) {
    int width = storedWidth;
    int across = Vp8lPixels.blocks(width, blockBits);
    pixels[0] = Vp8lTransform.add(pixels[0], BLACK);
    for (int i = 1; i < Math.min(width, pixels.length); i++) {
      pixels[i] = Vp8lTransform.add(pixels[i], pixels[i - 1]);
    }
    for (int y = 1, at = width; at < pixels.length; y++) {
      pixels[at] = Vp8lTransform.add(pixels[at], pixels[at - width]);
      at++;
      for (int x = 1; x < width; x++, at++) {
        int mode = blocks[(y >> blockBits) * across + (x >> blockBits)] >> 8 & 15;
        pixels[at] = Vp8lTransform.add(pixels[at], predict(mode, pixels, at, width));
      }
    }
    return pixels;
  }

  /** In the last column the pixel above to the right is the first of this row. */
  private static int predict(int mode, int[] pixels, int at, int width) {
    int left = pixels[at - 1];
    int above = pixels[at - width];
    int corner = pixels[at - width - 1];
    int right = pixels[at - width + 1];
    return switch (mode) {
      case 1 -> left;
      case 2 -> above;
      case 3 -> right;
      case 4 -> corner;
      case 5 -> mean(mean(left, right), above);
      case 6 -> mean(left, corner);
      case 7 -> mean(left, above);
      case 8 -> mean(corner, above);
      case 9 -> mean(above, right);
      case 10 -> mean(mean(left, corner), mean(above, right));
      case 11 -> nearer(left, above, corner);
      case 12 -> gradient(left, above, corner);
      case 13 -> halfGradient(mean(left, above), corner);
      default -> BLACK;
    };
  }

  private static int mean(int a, int b) {
    return (((a ^ b) & 0xFEFE_FEFE) >>> 1) + (a & b);
  }

  private static int nearer(int left, int above, int corner) {
    int toLeft = 0;
    int toAbove = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      int c = corner >> shift & 255;
      toLeft += Math.abs((above >> shift & 255) - c);
      toAbove += Math.abs((left >> shift & 255) - c);
    }
    return toLeft < toAbove ? left : above;
  }

  private static int gradient(int left, int above, int corner) {
    int result = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      int sum = (left >> shift & 255) + (above >> shift & 255) - (corner >> shift & 255);
      result |= Samples.clamp(sum) << shift;
    }
    return result;
  }

  private static int halfGradient(int mean, int corner) {
    int result = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      int a = mean >> shift & 255;
      result |= Samples.clamp(a + (a - (corner >> shift & 255)) / 2) << shift;
    }
    return result;
  }
}
