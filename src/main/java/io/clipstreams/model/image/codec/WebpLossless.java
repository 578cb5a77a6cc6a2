package io.clipstreams.model.image.codec;

import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.ImageReader;

/** A VP8L image, decoded by TwelveMonkeys from a file that holds nothing else. */
final class WebpLossless {
  private static final String PROVIDER =
      "com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi";
  private static final int HEADER = 20;

  private final Raster raster;

  private WebpLossless(Raster raster) {
    this.raster = raster;
  }

  static WebpLossless read(byte[] file, int from, int to) throws IOException {
    int size = to - from;
    ByteBuffer out = ByteBuffer.allocate(HEADER + size + (size & 1)).order(ByteOrder.LITTLE_ENDIAN);
    out.put(ascii("RIFF")).putInt(out.capacity() - 8).put(ascii("WEBPVP8L")).putInt(size);
    out.put(file, from, size);
    return read(out.array());
  }

  /** An image without the header that states its size, as alpha has it. */
  static WebpLossless readHeaderless(byte[] file, int from, int to, int width, int height)
      throws IOException {
    ByteBuffer image = ByteBuffer.allocate(WebpFrame.VP8L_HEADER + to - from);
    image.order(ByteOrder.LITTLE_ENDIAN).put((byte) WebpFrame.VP8L_SIGNATURE);
    image.putInt(width - 1 | (height - 1) << 14).put(file, from, to - from);
    return read(image.array(), 0, image.capacity());
  }

  private static WebpLossless read(byte[] file) throws IOException {
    ImageReader reader = ImageIoReaders.create(PROVIDER);
    try (MemoryInput input = new MemoryInput(file, file.length)) {
      reader.setInput(input, true, true);
      return new WebpLossless(reader.read(0).getRaster());
    } finally {
      reader.dispose();
    }
  }

  void requireSize(int width, int height) throws IOException {
    if (raster.getWidth() != width || raster.getHeight() != height) {
      throw new IOException(
          "VP8L image of %d x %d pixels, its header declares %d x %d"
              .formatted(raster.getWidth(), raster.getHeight(), width, height));
    }
  }

  /** Red, green, blue, alpha of each pixel of a row. */
  void readRow(int y, int[] rgba) {
    int bands = raster.getNumBands();
    if (bands == 4) {
      raster.getPixels(0, y, raster.getWidth(), 1, rgba);
      return;
    }
    Arrays.fill(rgba, 255);
    int[] rgb = raster.getPixels(0, y, raster.getWidth(), 1, (int[]) null);
    for (int x = 0; x < raster.getWidth(); x++) {
      System.arraycopy(rgb, bands * x, rgba, 4 * x, bands);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
