package io.clipstreams.model.image.codec;

import io.clipstreams.model.image.AlphaPolicy;

/** The pixels that a reader fills, in RGB, with transparency treated as configured. */
final class Canvas {
  private final int width;
  private final int height;
  private final boolean white;
  private final byte[] rgb;

  /** A black canvas; the dimensions have passed the limits. */
  Canvas(int width, int height, AlphaPolicy alpha) {
    this.width = width;
    this.height = height;
    this.white = alpha == AlphaPolicy.WHITE;
    this.rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Whether transparency shows: otherwise readers need not look for it. */
  boolean usesAlpha() {
    return white;
  }

  /** Sets the pixel at {@code y * width + x} to an opaque colour, 0 to 255 a channel. */
  void set(int pixel, int red, int green, int blue) {
    int at = 3 * pixel;
    rgb[at] = (byte) red;
    rgb[at + 1] = (byte) green;
    rgb[at + 2] = (byte) blue;
  }

  /** Sets the pixel at {@code y * width + x}; alpha 0 is transparent, 255 opaque. */
  void set(int pixel, int red, int green, int blue, int alpha) {
    if (white && alpha < 255) {
      set(pixel, overWhite(red, alpha), overWhite(green, alpha), overWhite(blue, alpha));
    } else {
      set(pixel, red, green, blue);
    }
  }

  /** Sets the pixel at {@code y * width + x} to a colour 0xAARRGGBB. */
  void setArgb(int pixel, int argb) {
    set(pixel, argb >> 16 & 255, argb >> 8 & 255, argb & 255, argb >>> 24);
  }

  StoredImage image(Orientation orientation) {
    return new StoredImage(width, height, rgb, orientation);
  }

  private static int overWhite(int value, int alpha) {
    // Rounded division by 255, as Pillow pastes.
    int sum = value * alpha + 255 * (255 - alpha) + 128;
    return (sum + (sum >> 8)) >> 8;
  }
}
