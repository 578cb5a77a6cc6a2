package io.clipstreams.bench;

import java.util.Locale;

/** Sizes of generated pictures. */
public enum PictureSize {
  /** Files of about 30 kB. */
  SMALL(400, 300),
  /** About 12 megapixels. */
  PHOTO(4000, 3000);

  private final int width;
  private final int height;

  PictureSize(int width, int height) {
    this.width = width;
    this.height = height;
  }

  /** In pixels. */
  public int width() {
    return width;
  }

  /** In pixels. */
  public int height() {
    return height;
  }

  /** In words. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
