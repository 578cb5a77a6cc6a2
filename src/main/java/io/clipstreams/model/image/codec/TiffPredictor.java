package io.clipstreams.model.image.codec;

import io.clipstreams.failure.ProcessingException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Undoes the differences that a TIFF stores in place of samples. */
final class TiffPredictor {
  private static final int NONE = 1;
  private static final int HORIZONTAL = 2;
  private static final int FLOATING_POINT = 3;

  private TiffPredictor() {}

  /** Works in place on whole rows; only compressed blocks have a predictor. */
  static void undo(byte[] block, TiffLayout layout) throws ProcessingException {
    if (layout.predictor() == NONE || !mayHavePredictor(layout.compression())) {
      return;
    }
    int rowBytes = (int) layout.rowBytes();
    for (int start = 0; start + rowBytes <= block.length; start += rowBytes) {
      undoRow(block, start, rowBytes, layout);
    }
  }

  private static boolean mayHavePredictor(int compression) {
    return compression == 5 || compression == 8 || compression == 32946;
  }

  private static void undoRow(byte[] block, int start, int rowBytes, TiffLayout layout)
      throws ProcessingException {
    int step = layout.samplesTogether();
    ByteBuffer row =
        ByteBuffer.wrap(block, start, rowBytes)
            .slice()
            .order(layout.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    if (layout.predictor() == HORIZONTAL && layout.bits() == 8) {
      for (int i = step; i < rowBytes; i++) {
        row.put(i, (byte) (row.get(i) + row.get(i - step)));
      }
    } else if (layout.predictor() == HORIZONTAL && layout.bits() == 16) {
      for (int i = 2 * step; i < rowBytes; i += 2) {
        row.putShort(i, (short) (row.getShort(i) + row.getShort(i - 2 * step)));
      }
    } else if (layout.predictor() == HORIZONTAL && layout.bits() == 32) {
      for (int i = 4 * step; i < rowBytes; i += 4) {
        row.putInt(i, row.getInt(i) + row.getInt(i - 4 * step));
      }
    } else if (layout.predictor() == FLOATING_POINT && layout.bits() == 32) {
      undoFloatingPoint(row, rowBytes, step);
    } else {
      throw TiffLayout.unsupported(
          "TIFF with predictor %d for %d bits".formatted(layout.predictor(), layout.bits()));
    }
  }

  /** The bytes of all numbers stand apart, highest first, as differences. */
  private static void undoFloatingPoint(ByteBuffer row, int rowBytes, int step) {
    byte[] bytes = new byte[rowBytes];
    row.get(0, bytes);
    for (int i = step; i < rowBytes; i++) {
      bytes[i] += bytes[i - step];
    }
    int numbers = rowBytes / 4;
    for (int i = 0; i < numbers; i++) {
      int value =
          bytes[i] << 24
              | (bytes[numbers + i] & 255) << 16
              | (bytes[2 * numbers + i] & 255) << 8
              | (bytes[3 * numbers + i] & 255);
      row.putInt(4 * i, value);
    }
  }
}
