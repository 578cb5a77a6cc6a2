package io.clipstreams.model.image.codec;

/** The readers of the supported formats. */
public final class FormatReaders {
  private FormatReaders() {}

  /** Baseline and progressive JPEG: grey, YCbCr, RGB, CMYK, YCCK. */
  public static FormatReader jpeg() {
    return new JpegReader();
  }

  /** PNG of all colour types and depths. */
  public static FormatReader png() {
    return new PngReader();
  }

  /** The first frame of a GIF. */
  public static FormatReader gif() {
    return new GifReader();
  }

  /** Windows and OS/2 bitmaps. */
  public static FormatReader bmp() {
    return new BmpReader();
  }

  /** Lossy and lossless WebP, of an animation the first frame. */
  public static FormatReader webp() {
    return new WebpReader();
  }

  /** The first image of a TIFF or BigTIFF file. */
  public static FormatReader tiff() {
    return new TiffReader();
  }
}
