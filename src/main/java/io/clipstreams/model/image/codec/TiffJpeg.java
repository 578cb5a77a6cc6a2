package io.clipstreams.model.image.codec;

import io.clipstreams.failure.ProcessingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** A strip or tile that is a JPEG, whose tables may stand apart. */
final class TiffJpeg {
  private static final int TABLES = 347;

  private TiffJpeg() {}

  static TiffBlock read(byte[] stored, TiffLayout layout, TiffDirectory tags, int rows)
      throws ProcessingException, IOException {
    byte[] tables = tags.bytes(TABLES).orElse(new byte[0]);
    JpegHeader header = JpegHeader.parse(join(tables, stored));
    header.requireSupported();
    int samples = layout.samples();
    if (layout.bits() != 8 || layout.separate() || header.components() != samples) {
      throw TiffLayout.unsupported(
          "TIFF of %d x %d bits with JPEGs of %d components"
              .formatted(samples, layout.bits(), header.components()));
    }
    if (header.width() > layout.blockWidth()
        || header.height() > layout.blockHeight()
        || (header.height() < rows && !layout.tiled())) {
      throw new IOException(
          "TIFF with a JPEG of %d x %d pixels in a block of %d x %d"
              .formatted(header.width(), header.height(), layout.blockWidth(), rows));
    }
    byte[] components = JpegReader.readComponents(header);
    if (layout.photometric() == TiffLayout.YCC) {
      JpegColours.yccToRgb(components, 3);
    }
    return block(components, header.width(), samples);
  }

  private static TiffBlock block(byte[] components, int width, int samples) {
    return (row, columns, target) -> {
      int from = row * width * samples;
      int count = Math.min(columns, width) * samples;
      for (int i = 0; i < count && from + i < components.length; i++) {
        target[i] = components[from + i] & 255;
      }
    };
  }

  /** One whole JPEG: the tables without their end marker, the image without its start marker. */
  private static byte[] join(byte[] tables, byte[] stored) {
    if (tables.length < 4 || stored.length < 2) {
      return stored;
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream(tables.length + stored.length);
    whole.write(tables, 0, tables.length - 2);
    whole.write(stored, 2, stored.length - 2);
    return whole.toByteArray();
  }
}
