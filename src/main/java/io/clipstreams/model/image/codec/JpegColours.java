package io.clipstreams.model.image.codec;

/**
 * The conversion from YCbCr to RGB in fixed point of 16 bits, to the bit as libjpeg does it
 * (jdcolor.c, from JFIF 1.02), and Adobe's inverted CMYK to RGB as Pillow does it.
 */
final class JpegColours {
  private static final int[] RED_OF_CR = table(1.40200, 32768, 16);
  private static final int[] GREEN_OF_CR = table(-0.71414, 0, 0);
  private static final int[] GREEN_OF_CB = table(-0.34414, 32768, 0);
  private static final int[] BLUE_OF_CB = table(1.77200, 32768, 16);

  private JpegColours() {}

  /** Converts interleaved components; works in place where there are three. */
  static byte[] toRgb(byte[] components, JpegHeader.Colours colours) {
    return switch (colours) {
      case GREY -> greyToRgb(components);
      case RGB -> components;
      case YCC -> {
        yccToRgb(components, 3);
        yield components;
      }
      case CMYK -> invertedCmykToRgb(components);
      case YCCK -> {
        yccToRgb(components, 4);
        complement(components);
        yield invertedCmykToRgb(components);
      }
    };
  }

  static void yccToRgb(byte[] pixels, int step) {
    for (int at = 0; at < pixels.length; at += step) {
      int y = pixels[at] & 255;
      int cb = pixels[at + 1] & 255;
      int cr = pixels[at + 2] & 255;
      pixels[at] = (byte) Samples.clamp(y + RED_OF_CR[cr]);
      pixels[at + 1] = (byte) Samples.clamp(y + ((GREEN_OF_CB[cb] + GREEN_OF_CR[cr]) >> 16));
      pixels[at + 2] = (byte) Samples.clamp(y + BLUE_OF_CB[cb]);
    }
  }

  /** YCCK holds the complement of what YCC gives; K stays. */
  private static void complement(byte[] cmyk) {
    for (int at = 0; at < cmyk.length; at += 4) {
      cmyk[at] = (byte) ~cmyk[at];
      cmyk[at + 1] = (byte) ~cmyk[at + 1];
      cmyk[at + 2] = (byte) ~cmyk[at + 2];
    }
  }

  private static byte[] greyToRgb(byte[] grey) {
    byte[] rgb = new byte[Math.multiplyExact(grey.length, 3)];
    int at = 0;
    for (byte value : grey) {
      rgb[at] = value;
      rgb[at + 1] = value;
      rgb[at + 2] = value;
      at += 3;
    }
    return rgb;
  }

  private static byte[] invertedCmykToRgb(byte[] cmyk) {
    byte[] rgb = new byte[cmyk.length / 4 * 3];
    int to = 0;
    for (int from = 0; from < cmyk.length; from += 4) {
      int k = cmyk[from + 3] & 255;
      rgb[to] = (byte) Samples.multiply(cmyk[from] & 255, k);
      rgb[to + 1] = (byte) Samples.multiply(cmyk[from + 1] & 255, k);
      rgb[to + 2] = (byte) Samples.multiply(cmyk[from + 2] & 255, k);
      to += 3;
    }
    return rgb;
  }

  private static int[] table(double factor, int rounding, int shift) {
    int fixed = (int) (Math.abs(factor) * 65536 + 0.5);
    int[] table = new int[256];
    for (int i = 0; i < 256; i++) {
      table[i] = ((factor < 0 ? -fixed : fixed) * (i - 128) + rounding) >> shift;
    }
    return table;
  }
}
