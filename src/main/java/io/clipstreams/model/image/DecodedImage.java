package io.clipstreams.model.image;

import java.util.Objects;

/**
 * An image as displayed: upright (EXIF orientation applied), eight bits a channel.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 * @param mediaType the format found in the bytes, such as {@code image/jpeg}
 * @param rgb {@code width * height * 3} bytes, row by row, red first; not copied
 */
public record DecodedImage(int width, int height, String mediaType, byte[] rgb) {
  public DecodedImage {
    Objects.requireNonNull(mediaType, "mediaType");
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("image of " + width + " x " + height + " pixels");
    }
    if (rgb.length != Math.multiplyExact(Math.multiplyExact(width, height), 3)) {
      throw new IllegalArgumentException(
          "%d bytes for %d x %d pixels".formatted(rgb.length, width, height));
    }
  }
}
