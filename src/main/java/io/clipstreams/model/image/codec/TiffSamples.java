package io.clipstreams.model.image.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The samples of decompressed blocks: one block with all of them, or one a plane. */
final class TiffSamples implements TiffBlock {
  private final ByteBuffer[] planes;
  private final TiffLayout layout;

  TiffSamples(byte[][] planes, TiffLayout layout) {
    this.layout = layout;
    this.planes = new ByteBuffer[planes.length];
    for (int i = 0; i < planes.length; i++) {
      this.planes[i] =
          ByteBuffer.wrap(planes[i])
              .order(layout.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }
  }

  @Override
  public void samples(int row, int columns, int[] target) {
    int start = row * (int) layout.rowBytes();
    int count = columns * layout.samplesTogether();
    for (int plane = 0; plane < planes.length; plane++) {
      ByteBuffer bytes = planes[plane];
      for (int i = 0, to = plane; i < count; i++, to += planes.length) {
        target[to] = sample(bytes, start, i);
      }
    }
  }

  private int sample(ByteBuffer bytes, int start, int i) {
    return switch (layout.bits()) {
      case 8 -> bytes.get(start + i) & 255;
      case 16 -> {
        short value = bytes.getShort(start + 2 * i);
        yield layout.format() == 2 ? value : value & 0xFFFF;
      }
      case 32 -> sample32(bytes, start + 4 * i);
      case 12 -> {
        int at = start + i * 12 / 8;
        int pair = (bytes.get(at) & 255) << 8 | (bytes.get(at + 1) & 255);
        yield i % 2 == 0 ? pair >> 4 : pair & 0xFFF;
      }
      default -> {
        int bit = i * layout.bits();
        yield bytes.get(start + (bit >> 3)) >> (8 - layout.bits() - (bit & 7))
            & (1 << layout.bits()) - 1;
      }
    };
  }

  private int sample32(ByteBuffer bytes, int at) {
    return switch (layout.format()) {
      case 3 -> (int) Math.max(0, Math.min(255, bytes.getFloat(at)));
      default -> bytes.getInt(at);
    };
  }
}
