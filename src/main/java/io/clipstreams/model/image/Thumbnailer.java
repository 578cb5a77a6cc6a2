package io.clipstreams.model.image;

import io.clipstreams.model.image.codec.JpegEncoder;
import java.util.Optional;

/**
 * Makes small JPEGs; the same image always gives the same bytes. Safe for use by several threads.
 */
public final class Thumbnailer {
  private static final float QUALITY = 0.8f;

  /** Pixels that are left to resample for each pixel and direction; more would not be seen. */
  private static final int REDUCING_GAP = 2;

  private final int longestSide;
  private final Resampler resampler = new Resampler(Interpolation.BICUBIC);

  /**
   * A thumbnailer.
   *
   * @param longestSide of a thumbnail in pixels; 0 turns thumbnails off
   * @throws IllegalArgumentException if it is negative
   */
  public Thumbnailer(int longestSide) {
    if (longestSide < 0) {
      throw new IllegalArgumentException("a thumbnail of " + longestSide + " pixels");
    }
    this.longestSide = longestSide;
  }

  /** A JPEG of the image, never larger than the image; none if thumbnails are off. */
  public Optional<byte[]> thumbnail(DecodedImage image) {
    if (longestSide == 0) {
      return Optional.empty();
    }
    double scale = Math.min(1, (double) longestSide / Math.max(image.width(), image.height()));
    int width = Math.max(1, (int) Math.round(image.width() * scale));
    int height = Math.max(1, (int) Math.round(image.height() * scale));
    byte[] rgb = resampler.resize(reduced(image, width, height), width, height);
    return Optional.of(JpegEncoder.encode(width, height, rgb, QUALITY));
  }

  /** Resampling all of a photograph would take as long as decoding it. */
  private static DecodedImage reduced(DecodedImage image, int width, int height) {
    int factor = Math.min(image.width() / width, image.height() / height) / REDUCING_GAP;
    return BoxReducer.reduce(image, Math.max(1, factor));
  }
}
