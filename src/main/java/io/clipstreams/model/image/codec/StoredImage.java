package io.clipstreams.model.image.codec;

/**
 * An image in the row order of its file.
 *
 * @param width in pixels
 * @param height in pixels
 * @param rgb {@code width * height * 3} bytes, row by row, red first; not copied
 * @param orientation how to turn it upright
 */
public record StoredImage(int width, int height, byte[] rgb, Orientation orientation) {
  /** Width and height swapped where the orientation does so. */
  public StoredImage upright() {
    return orientation.apply(this);
  }
}
