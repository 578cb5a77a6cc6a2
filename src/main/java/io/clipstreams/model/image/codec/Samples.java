package io.clipstreams.model.image.codec;

/** Conversions of samples that several formats share. */
final class Samples {
  private Samples() {}

  static int clamp(int value) {
    return value < 0 ? 0 : Math.min(value, 255);
  }

  /** Grey of 16 bits to eight: scaled with rounding, or clipped as the reference does. */
  static int grey16(int sample, boolean scale) {
    return scale ? (sample + 128) / 257 : Math.min(sample, 255);
  }

  /** {@code value * factor / 255} of two samples, rounded. */
  static int multiply(int value, int factor) {
    int product = value * factor + 128;
    return (product + (product >> 8)) >> 8;
  }
}
