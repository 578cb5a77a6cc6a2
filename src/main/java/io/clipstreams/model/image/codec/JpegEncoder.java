package io.clipstreams.model.image.codec;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageWriterSpi;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes baseline JPEGs by the JDK's libjpeg. */
public final class JpegEncoder {
  private static final String PROVIDER = "com.sun.imageio.plugins.jpeg.JPEGImageWriterSpi";

  private JpegEncoder() {}

  /**
   * Encodes an image.
   *
   * @param rgb {@code width * height * 3} bytes, row by row, red first
   * @param quality 0 to 1
   */
  public static byte[] encode(int width, int height, byte[] rgb, float quality) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    for (int at = 0; at < bgr.length; at += 3) {
      bgr[at] = rgb[at + 2];
      bgr[at + 1] = rgb[at + 1];
      bgr[at + 2] = rgb[at];
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      write(image, quality, stream);
    } catch (IOException e) {
      // Memory does not fail to be written to.
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void write(BufferedImage image, float quality, MemoryCacheImageOutputStream stream)
      throws IOException {
    ImageWriter writer = writer();
    try {
      writer.setOutput(stream);
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(quality);
      writer.write(null, new IIOImage(image, null, null), param);
    } finally {
      writer.dispose();
    }
  }

  private static ImageWriter writer() throws IOException {
    Iterator<ImageWriterSpi> providers =
        IIORegistry.getDefaultInstance().getServiceProviders(ImageWriterSpi.class, false);
    while (providers.hasNext()) {
      ImageWriterSpi provider = providers.next();
      if (provider.getClass().getName().equals(PROVIDER)) {
        return provider.createWriterInstance();
      }
    }
    throw new IllegalStateException("no image writer of " + PROVIDER);
  }
}
