package io.clipstreams.cli;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** NumPy's array files, format 1.0: what {@code numpy.load} reads. */
final class NpyFile {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  /** The numbers begin at a multiple of this. */
  private static final int ALIGNMENT = 64;

  private NpyFile() {}

  /**
   * Writes rows of equal length as a matrix of float32.
   *
   * @throws IllegalArgumentException if lengths differ
   */
  static void write(Path file, List<float[]> rows) throws IOException {
    int columns = rows.isEmpty() ? 0 : rows.get(0).length;
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.write(header(rows.size(), columns));
      ByteBuffer bytes = ByteBuffer.allocate(columns * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (float[] row : rows) {
        if (row.length != columns) {
          throw new IllegalArgumentException(
              "rows of %d and of %d numbers".formatted(columns, row.length));
        }
        bytes.clear().asFloatBuffer().put(row);
        out.write(bytes.array());
      }
    }
  }

  private static byte[] header(int rows, int columns) {
    String shape =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }".formatted(rows, columns);
    int before = MAGIC.length + Short.BYTES;
    int length = (before + shape.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - before;
    String padded = shape + " ".repeat(length - shape.length() - 1) + "\n";
    return ByteBuffer.allocate(before + length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putShort((short) length)
        .put(padded.getBytes(StandardCharsets.US_ASCII))
        .array();
  }
}
