package io.clipstreams.model.image.codec;

/**
 * The orientations of EXIF (tag 0x0112), by the way the stored image is turned upright, as in
 * {@code PIL.ImageOps.exif_transpose}.
 */
public enum Orientation {
  UPRIGHT(false, false, false),
  MIRRORED(false, true, false),
  ROTATED_180(false, true, true),
  FLIPPED(false, false, true),
  TRANSPOSED(true, false, false),
  ROTATED_90(true, true, false),
  TRANSVERSED(true, true, true),
  ROTATED_270(true, false, true);

  private final boolean swap;
  private final boolean mirrorX;
  private final boolean mirrorY;

  Orientation(boolean swap, boolean mirrorX, boolean mirrorY) {
    this.swap = swap;
    this.mirrorX = mirrorX;
    this.mirrorY = mirrorY;
  }

  /** The orientation of an EXIF value, 1 to 8; any other value counts as upright. */
  public static Orientation ofExif(long value) {
    return value >= 1 && value <= 8 ? values()[(int) value - 1] : UPRIGHT;
  }

  StoredImage apply(StoredImage image) {
    if (this == UPRIGHT) {
      return image;
    }
    int width = swap ? image.height() : image.width();
    int height = swap ? image.width() : image.height();
    byte[] source = image.rgb();
    byte[] target = new byte[source.length];
    // Where the next pixel of a target row lies in the source: one pixel or one row further.
    int across = 3 * (swap ? image.width() : 1) * (mirrorX ? -1 : 1);
    int down = 3 * (swap ? 1 : image.width()) * (mirrorY ? -1 : 1);
    int first = (mirrorX ? -across * (width - 1) : 0) + (mirrorY ? -down * (height - 1) : 0);
    int to = 0;
    for (int y = 0; y < height; y++) {
      int from = first + y * down;
      for (int x = 0; x < width; x++) {
        target[to] = source[from];
        target[to + 1] = source[from + 1];
        target[to + 2] = source[from + 2];
        to += 3;
        from += across;
      }
    }
    return new StoredImage(width, height, target, UPRIGHT);
  }
}
