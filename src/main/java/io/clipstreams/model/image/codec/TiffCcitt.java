package io.clipstreams.model.image.codec;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.imageio.ImageReader;

/**
 * Fax compression, by TwelveMonkeys: each block is handed over as a TIFF of its own, so that
 * nothing else of the file is read there.
 */
final class TiffCcitt {
  private static final String PROVIDER =
      "com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi";
  private static final int T4_OPTIONS = 292;
  private static final int T6_OPTIONS = 293;
  private static final int ENTRIES = 10;
  private static final int DATA = 8 + 2 + 12 * ENTRIES + 4;

  private TiffCcitt() {}

  /** The block's rows, one bit a pixel, each padded to a byte. */
  static byte[] decode(byte[] stored, TiffLayout layout, TiffDirectory tags, int rows)
      throws IOException {
    byte[] file = wrap(stored, layout, tags, rows);
    ImageReader reader = ImageIoReaders.create(PROVIDER);
    try (MemoryInput input = new MemoryInput(file, file.length)) {
      reader.setInput(input, true, true);
      BufferedImage image = reader.read(0);
      return bits(image.getRaster(), layout.blockWidth(), rows);
    } finally {
      reader.dispose();
    }
  }

  private static byte[] bits(Raster raster, int width, int rows) {
    int rowBytes = (width + 7) / 8;
    byte[] bits = new byte[rowBytes * rows];
    int[] row = new int[width];
    for (int y = 0; y < rows; y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        bits[y * rowBytes + x / 8] |= (byte) (row[x] << (7 - x % 8));
      }
    }
    return bits;
  }

  private static byte[] wrap(byte[] stored, TiffLayout layout, TiffDirectory tags, int rows) {
    boolean t6 = layout.compression() == 4;
    ByteBuffer out = ByteBuffer.allocate(DATA + stored.length);
    out.put(new byte[] {'M', 'M', 0, 42}).putInt(8).putShort((short) ENTRIES);
    entry(out, 256, layout.blockWidth());
    entry(out, 257, rows);
    entry(out, 258, 1);
    entry(out, 259, layout.compression());
    entry(out, 262, TiffLayout.BLACK_IS_ZERO);
    entry(out, 273, DATA);
    entry(out, 277, 1);
    entry(out, 278, rows);
    entry(out, 279, stored.length);
    int options = t6 ? T6_OPTIONS : T4_OPTIONS;
    entry(out, options, (int) tags.value(options, 0));
    return out.putInt(0).put(stored).array();
  }

  private static void entry(ByteBuffer out, int tag, int value) {
    out.putShort((short) tag).putShort((short) 4).putInt(1).putInt(value);
  }
}
