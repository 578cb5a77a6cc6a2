package io.clipstreams.model.image;

import java.util.Locale;

/**
 * Pillow's resampling filters (Pillow, src/libImaging/Resample.c), by Pillow's codes. All but
 * {@link #NEAREST} are antialiased: when an image shrinks, the filter widens with it.
 */
public enum Interpolation {
  /** The pixel in which the centre falls. */
  NEAREST(0, 0),
  /** Windowed sinc over three pixels a side. */
  LANCZOS(1, 3),
  /** A triangle over one pixel a side. */
  BILINEAR(2, 1),
  /** A cubic with a = -0.5 over two pixels a side. */
  BICUBIC(3, 2),
  /** The mean of what is covered. */
  BOX(4, 0.5),
  /** Windowed sinc over one pixel a side. */
  HAMMING(5, 1);

  private static final double CUBIC_A = -0.5;

  private final int code;
  private final double support;

  Interpolation(int code, double support) {
    this.code = code;
    this.support = support;
  }

  /**
   * The filter of a Pillow code.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Interpolation ofCode(int code) {
    for (Interpolation interpolation : values()) {
      if (interpolation.code == code) {
        return interpolation;
      }
    }
    throw new IllegalArgumentException(
        code + " is no resampling filter; there are 0 (nearest) to 5 (hamming)");
  }

  /**
   * The filter of a name, such as {@code bicubic}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Interpolation ofName(String name) {
    try {
      return valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException(
          "'%s' is no resampling filter; there are nearest, lanczos, bilinear, bicubic, box, hamming"
              .formatted(name),
          unknown);
    }
  }

  /** How far the filter reaches to each side, in pixels of the smaller scale. */
  double support() {
    return support;
  }

  /** The filter's weight at a distance. */
  double weight(double distance) {
    return switch (this) {
      case NEAREST, BOX -> distance > -0.5 && distance <= 0.5 ? 1 : 0;
      case BILINEAR -> Math.max(0, 1 - Math.abs(distance));
      case HAMMING -> hamming(Math.abs(distance));
      case BICUBIC -> cubic(Math.abs(distance));
      case LANCZOS -> distance >= -3 && distance < 3 ? sinc(distance) * sinc(distance / 3) : 0;
    };
  }

  private static double cubic(double x) {
    if (x < 1) {
      return ((CUBIC_A + 2) * x - (CUBIC_A + 3)) * x * x + 1;
    }
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * CUBIC_A : 0;
  }

  private static double hamming(double x) {
    if (x == 0) {
      return 1;
    }
    if (x >= 1) {
      return 0;
    }
    double angle = x * Math.PI;
    return Math.sin(angle) / angle * (0.54 + 0.46 * Math.cos(angle));
  }

  private static double sinc(double x) {
    if (x == 0) {
      return 1;
    }
    double angle = x * Math.PI;
    return Math.sin(angle) / angle;
  }
}
