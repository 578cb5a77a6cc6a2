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

  /**
   * A copy of a rectangle of this image.
   *
   * @param x left edge in pixels
   * @param y top edge in pixels
   * @param partWidth in pixels
   * @param partHeight in pixels
   * @throws IndexOutOfBoundsException if it does not lie in this image
   */
  public DecodedImage part(int x, int y, int partWidth, int partHeight) {
    Objects.checkFromIndexSize(x, partWidth, width);
    Objects.checkFromIndexSize(y, partHeight, height);
    byte[] pixels = new byte[partWidth * partHeight * 3];
    for (int row = 0; row < partHeight; row++) {
      System.arraycopy(
          rgb, ((y + row) * width + x) * 3, pixels, row * partWidth * 3, partWidth * 3);
    }
    return new DecodedImage(partWidth, partHeight, mediaType, pixels);
  }
}
