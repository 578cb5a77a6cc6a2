package io.clipstreams.model.image.codec;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The run lengths of a bitmap of 4 or 8 bits. Pixels that are skipped keep index 0; runs are cut at
 * the end of the row, as in Pillow.
 */
final class BmpRuns {
  private final ByteBuffer in;
  private final boolean nibbles;
  private final int width;
  private final byte[] indices;
  private int at;
  private int x;

  /**
   * @param in stands at the first run
   * @param nibbles four bits a pixel instead of eight
   * @param indices to be filled, in the order of the file
   */
  BmpRuns(ByteBuffer in, boolean nibbles, int width, byte[] indices) {
    this.in = in;
    this.nibbles = nibbles;
    this.width = width;
    this.indices = indices;
  }

  void read() throws IOException {
    boolean ended = false;
    while (at < indices.length && !ended) {
      if (in.remaining() < 2) {
        throw new EOFException("BMP ends in a run");
      }
      int count = in.get() & 255;
      int value = in.get() & 255;
      if (count > 0) {
        readRun(count, value);
      } else {
        ended = escape(value);
      }
    }
  }

  private void readRun(int count, int value) {
    int run = Math.min(Math.max(0, width - x), Math.min(count, indices.length - at));
    for (int i = 0; i < run; i++) {
      int nibble = i % 2 == 0 ? value >> 4 : value & 15;
      indices[at++] = (byte) (nibbles ? nibble : value);
    }
    x += run;
  }

  /** Gives true at the end of the bitmap. */
  private boolean escape(int value) throws IOException {
    switch (value) {
      case 0 -> {
        at = Math.min(indices.length, (at + width - 1) / width * width);
        x = 0;
      }
      case 1 -> {
        return true;
      }
      case 2 -> {
        require(2);
        int right = in.get() & 255;
        int up = in.get() & 255;
        at = (int) Math.min(indices.length, at + right + (long) up * width);
        x = at % width;
      }
      default -> readAbsolute(value);
    }
    return false;
  }

  private void readAbsolute(int stored) throws IOException {
    int count = Math.min(stored, indices.length - at);
    int bytes = nibbles ? (count + 1) / 2 : count;
    require(bytes);
    int start = in.position();
    for (int i = 0; i < count; i++) {
      int value = in.get(start + (nibbles ? i / 2 : i)) & 255;
      int nibble = i % 2 == 0 ? value >> 4 : value & 15;
      indices[at++] = (byte) (nibbles ? nibble : value);
    }
    in.position(start + bytes);
    x += stored;
    // Runs begin at even offsets of the file.
    if (in.position() % 2 != 0 && in.hasRemaining()) {
      in.get();
    }
  }

  private void require(int bytes) throws IOException {
    if (in.remaining() < bytes) {
      throw new EOFException("BMP ends in a run");
    }
  }
}
