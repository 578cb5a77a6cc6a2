package io.clipstreams.model.image.codec;

/**
 * From a VP8 frame to RGB, to the bit as libwebp does it: chroma is interpolated with weights 9, 3,
 * 3, 1, and the conversion from BT.601's studio range is in fixed point of 14 bits. (Repeating
 * chroma instead is where other decoders in Java differ, by 3 on average.)
 */
final class Vp8Colours {
  private final Vp8Frame frame;
  private final byte[] rgb;

  private Vp8Colours(Vp8Frame frame) {
    this.frame = frame;
    this.rgb = new byte[Math.multiplyExact(Math.multiplyExact(frame.width(), frame.height()), 3)];
  }

  /** RGB, row by row. */
  static byte[] toRgb(Vp8Frame frame) {
    Vp8Colours colours = new Vp8Colours(frame);
    int lastChroma = (frame.height() + 1) / 2 - 1;
    for (int y = 0; y < frame.height(); y++) {
      // An odd row lies nearer to its own row of chroma than to the next, an even one to the last.
      int near = y / 2;
      int far = y % 2 == 0 ? Math.max(0, near - 1) : Math.min(lastChroma, near + 1);
      colours.convertRow(y, near, far);
    }
    return colours.rgb;
  }

  private void convertRow(int y, int near, int far) {
    int width = frame.width();
    int luma = frame.y().at(0, y);
    int nearAt = frame.u().at(0, near);
    int farAt = frame.u().at(0, far);
    int lastChroma = (width + 1) / 2 - 1;
    byte[] u = frame.u().pixels;
    byte[] v = frame.v().pixels;
    for (int x = 0; x < width; x++) {
      int at = x / 2;
      int beside = x % 2 == 0 ? Math.max(0, at - 1) : Math.min(lastChroma, at + 1);
      convert(
          3 * (y * width + x),
          frame.y().pixels[luma + x] & 255,
          interpolate(u, nearAt, farAt, at, beside),
          interpolate(v, nearAt, farAt, at, beside));
    }
  }

  /** Weights 9, 3, 3, 1, in the order of rounding that libwebp has. */
  private static int interpolate(byte[] chroma, int near, int far, int at, int beside) {
    int a = chroma[near + at] & 255;
    int b = chroma[near + beside] & 255;
    int c = chroma[far + at] & 255;
    int d = chroma[far + beside] & 255;
    if (at == beside) {
      return (3 * a + c + 2) >> 2;
    }
    int diagonal = (a + b + c + d + 8 + 2 * (b + c)) >> 3;
    return (diagonal + a) >> 1;
  }

  private void convert(int to, int y, int u, int v) {
    int luma = (y * 19077) >> 8;
    rgb[to] = cut(luma + ((v * 26149) >> 8) - 14234);
    rgb[to + 1] = cut(luma - ((u * 6419) >> 8) - ((v * 13320) >> 8) + 8708);
    rgb[to + 2] = cut(luma + ((u * 33050) >> 8) - 17685);
  }

  private static byte cut(int value) {
    return (byte) Samples.clamp(value >> 6);
  }
}
