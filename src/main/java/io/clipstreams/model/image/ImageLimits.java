package io.clipstreams.model.image;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;

/**
 * How large an image may be. Both limits are checked before a pixel is allocated.
 *
 * @param maxBytes largest file, in bytes, at least 1
 * @param maxPixels largest width x height, 1 to {@link #MOST_PIXELS}
 */
public record ImageLimits(long maxBytes, long maxPixels) {
  /** Three bytes a pixel fill a Java array. */
  public static final long MOST_PIXELS = (Integer.MAX_VALUE - 8) / 3;

  /** 16 MiB and 64 million pixels. */
  public static final ImageLimits DEFAULT = new ImageLimits(16L << 20, 64_000_000);

  public ImageLimits {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes must be at least 1, not " + maxBytes);
    }
    if (maxPixels < 1 || maxPixels > MOST_PIXELS) {
      throw new IllegalArgumentException(
          "maxPixels must be 1 to " + MOST_PIXELS + ", not " + maxPixels);
    }
  }

  /**
   * Refuses a file that is too long.
   *
   * @throws ProcessingException IMAGE_TOO_LARGE
   */
  public void requireBytes(long bytes) throws ProcessingException {
    if (bytes > maxBytes) {
      throw new ProcessingException(
          FailureCode.IMAGE_TOO_LARGE,
          "image of %d bytes, the limit is %d: send it smaller, or raise clip.image.max.bytes"
              .formatted(bytes, maxBytes));
    }
  }

  /**
   * Refuses dimensions that no image has, or too many pixels.
   *
   * @param width as the header declares it, unsigned 32 bits
   * @param height as the header declares it, unsigned 32 bits
   * @throws ProcessingException DECODE_FAILED for a side of zero, else IMAGE_TOO_LARGE
   */
  public void requirePixels(long width, long height) throws ProcessingException {
    if (width < 1 || height < 1) {
      throw new ProcessingException(
          FailureCode.DECODE_FAILED,
          "the header declares %d x %d pixels: the file is damaged".formatted(width, height));
    }
    // Sides of 32 bits: their product may need all 64, so divide instead of multiplying.
    if (width > maxPixels / height) {
      throw new ProcessingException(
          FailureCode.IMAGE_TOO_LARGE,
          "image of %d x %d = %s pixels, the limit is %d: send it smaller, or raise clip.image.max.pixels"
              .formatted(width, height, Long.toUnsignedString(width * height), maxPixels));
    }
  }
}
