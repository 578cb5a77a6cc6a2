package io.clipstreams.model.image;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.image.codec.FormatReader;
import io.clipstreams.model.image.codec.FormatReaders;
import io.clipstreams.model.image.codec.ReadSettings;
import io.clipstreams.model.image.codec.StoredImage;
import java.io.IOException;
import java.util.Map;

/**
 * Decodes the bytes of JPEG, PNG, GIF (first frame), BMP, WebP and TIFF to upright RGB, as Pillow's
 * {@code exif_transpose} and {@code convert("RGB")} do. The format is told by the bytes alone. Safe
 * for use by several threads.
 */
public final class ImageDecoder {
  private final ReadSettings settings;
  private final Map<ImageFormat, FormatReader> readers =
      Map.of(
          ImageFormat.JPEG, FormatReaders.jpeg(),
          ImageFormat.PNG, FormatReaders.png(),
          ImageFormat.GIF, FormatReaders.gif(),
          ImageFormat.BMP, FormatReaders.bmp(),
          ImageFormat.WEBP, FormatReaders.webp(),
          ImageFormat.TIFF, FormatReaders.tiff());

  /**
   * @param limits how large an image may be
   * @param alpha what becomes of transparency
   * @param grey16 how grey of 16 bits becomes eight
   */
  public ImageDecoder(ImageLimits limits, AlphaPolicy alpha, Grey16Policy grey16) {
    this.settings = new ReadSettings(limits, alpha, grey16);
  }

  /**
   * Decodes an image.
   *
   * @param content the file's bytes; not changed
   * @return the image as displayed
   * @throws ProcessingException EMPTY_IMAGE; IMAGE_TOO_LARGE for too many bytes or pixels, before
   *     pixels are allocated; UNSUPPORTED_FORMAT, naming what was found; DECODE_FAILED for damaged
   *     or truncated files
   */
  public DecodedImage decode(byte[] content) throws ProcessingException {
    if (content.length == 0) {
      throw new ProcessingException(
          FailureCode.EMPTY_IMAGE, "the image has no bytes: send the file's content");
    }
    settings.limits().requireBytes(content.length);
    ImageFormat format = ImageFormat.of(content);
    FormatReader reader = readers.get(format);
    if (reader == null) {
      throw new ProcessingException(
          FailureCode.UNSUPPORTED_FORMAT,
          "the bytes are %s: send JPEG, PNG, GIF, BMP, WebP or TIFF"
              .formatted(
                  format == ImageFormat.UNKNOWN ? "of no known image format" : format.title()));
    }
    StoredImage image = read(reader, format, content);
    return new DecodedImage(
        image.width(), image.height(), format.mediaType().orElseThrow(), image.rgb());
  }

  private StoredImage read(FormatReader reader, ImageFormat format, byte[] content)
      throws ProcessingException {
    try {
      return reader.read(content, settings).upright();
    } catch (IOException | RuntimeException e) {
      throw new ProcessingException(
          FailureCode.DECODE_FAILED,
          "%s of %d bytes cannot be decoded: %s; send the whole, undamaged file"
              .formatted(format.title(), content.length, reason(e)),
          e);
    } catch (OutOfMemoryError e) {
      throw new ProcessingException(
          FailureCode.IMAGE_TOO_LARGE,
          "%s of %d bytes needs more memory than the %d bytes of the heap allow: send it smaller, lower clip.image.max.pixels (%d) or raise the heap"
              .formatted(
                  format.title(),
                  content.length,
                  Runtime.getRuntime().maxMemory(),
                  settings.limits().maxPixels()),
          e);
    }
  }

  private static String reason(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
