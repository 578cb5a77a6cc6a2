package io.clipstreams.model.image.codec;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The LZW codes of a GIF frame, least significant bit first, in blocks of up to 255 bytes. */
final class GifLzw {
  private static final int MOST_BITS = 12;

  private final ByteBuffer in;
  private final int firstBits;
  private final int clear;
  private final short[] prefix = new short[1 << MOST_BITS];
  private final byte[] suffix = new byte[1 << MOST_BITS];
  private final byte[] stack = new byte[1 + (1 << MOST_BITS)];
  private int stacked;
  private int bits;
  private int next;
  private int last = -1;
  private byte lastFirst;
  private int blockLeft;
  private int buffer;
  private int buffered;

  /** Starts at the frame's code size. */
  GifLzw(ByteBuffer in) throws IOException {
    this.in = in;
    int size = in.get();
    if (size < 1 || size > 8) {
      throw new IOException("GIF code size " + size);
    }
    this.clear = 1 << size;
    this.firstBits = size + 1;
    for (int i = 0; i < clear; i++) {
      suffix[i] = (byte) i;
    }
    reset();
  }

  /** Fills the array with indices of colours. */
  void readFully(byte[] indices) throws IOException {
    int filled = 0;
    while (filled < indices.length) {
      if (stacked == 0) {
        stackNextString();
      }
      while (stacked > 0 && filled < indices.length) {
        indices[filled++] = stack[--stacked];
      }
    }
  }

  private void reset() {
    bits = firstBits;
    next = clear + 2;
    last = -1;
  }

  /** Puts the next string on the stack, its first index on top. */
  private void stackNextString() throws IOException {
    int code = nextCode();
    while (code == clear) {
      reset();
      code = nextCode();
    }
    if (code == clear + 1) {
      throw new EOFException("GIF frame ends early");
    }
    if (code > next || (last < 0 && code >= clear) || (code == next && next == 1 << MOST_BITS)) {
      throw new IOException("GIF frame is damaged: code %d of %d".formatted(code, next));
    }
    int string = code;
    if (code == next) {
      stack[stacked++] = lastFirst;
      string = last;
    }
    while (string > clear) {
      stack[stacked++] = suffix[string];
      string = prefix[string];
    }
    lastFirst = suffix[string];
    stack[stacked++] = lastFirst;
    addString();
    last = code;
  }

  /** Remembers the last string with the first index of this one; a full table stays as it is. */
  private void addString() {
    if (last < 0 || next == 1 << MOST_BITS) {
      return;
    }
    prefix[next] = (short) last;
    suffix[next] = lastFirst;
    next++;
    if (next == 1 << bits && bits < MOST_BITS) {
      bits++;
    }
  }

  private int nextCode() throws IOException {
    while (buffered < bits) {
      buffer |= nextByte() << buffered;
      buffered += 8;
    }
    int code = buffer & (1 << bits) - 1;
    buffer >>>= bits;
    buffered -= bits;
    return code;
  }

  private int nextByte() throws IOException {
    if (blockLeft == 0 && in.hasRemaining()) {
      blockLeft = in.get() & 255;
      if (blockLeft == 0) {
        throw new EOFException("GIF frame ends early");
      }
    }
    if (!in.hasRemaining()) {
      throw new EOFException("GIF frame is cut off");
    }
    blockLeft--;
    return in.get() & 255;
  }
}
