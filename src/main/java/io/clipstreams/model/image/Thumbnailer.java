package io.clipstreams.model.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Makes small JPEGs; the same image always gives the same bytes. Safe for use by several threads.
 */
public final class Thumbnailer {
  private static final float QUALITY = 0.8f;

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
    return Optional.of(jpeg(resampler.resize(image, width, height), width, height));
  }

  private static byte[] jpeg(byte[] rgb, int width, int height) {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    byte[] bgr = ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
    for (int i = 0; i < rgb.length; i += 3) {
      bgr[i] = rgb[i + 2];
      bgr[i + 1] = rgb[i + 1];
      bgr[i + 2] = rgb[i];
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(QUALITY);
      writer.write(null, new IIOImage(picture, null, null), parameters);
    } catch (IOException impossible) {
      throw new UncheckedIOException("a JPEG could not be written to memory", impossible);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }
}
