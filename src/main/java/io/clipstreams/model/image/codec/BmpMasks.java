package io.clipstreams.model.image.codec;

/** Which bits of a bitmap's pixel make up which channel. */
record BmpMasks(Channel red, Channel green, Channel blue, Channel alpha) {
  /** Five bits a channel. */
  static final BmpMasks RGB555 = of(0x7C00, 0x3E0, 0x1F, 0);

  /** Eight bits a channel, blue in the lowest byte. */
  static final BmpMasks RGB888 = of(0xFF0000, 0xFF00, 0xFF, 0);

  static BmpMasks of(int red, int green, int blue, int alpha) {
    boolean none = (red | green | blue | alpha) == 0;
    return none
        ? of(0xFF0000, 0xFF00, 0xFF, 0xFF00_0000)
        : new BmpMasks(Channel.of(red), Channel.of(green), Channel.of(blue), Channel.of(alpha));
  }

  /** Whether each mask is one run of bits, of up to eight; alpha may be missing. */
  boolean valid() {
    return red.valid() && green.valid() && blue.valid() && (alpha.most == 0 || alpha.valid());
  }

  int argb(int pixel) {
    int opacity = alpha.most == 0 ? 255 : alpha.read(pixel);
    return opacity << 24 | red.read(pixel) << 16 | green.read(pixel) << 8 | blue.read(pixel);
  }

  /**
   * @param shift the lowest bit
   * @param most the largest value, 0 where there is no such channel
   */
  record Channel(int shift, int most) {
    static Channel of(int mask) {
      int shift = mask == 0 ? 0 : Integer.numberOfTrailingZeros(mask);
      return new Channel(shift, mask >>> shift);
    }

    boolean valid() {
      return most > 0 && most <= 255 && (most & most + 1) == 0;
    }

    int read(int pixel) {
      return (pixel >>> shift & most) * 255 / most;
    }
  }
}
