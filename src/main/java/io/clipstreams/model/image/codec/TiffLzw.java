package io.clipstreams.model.image.codec;

import java.io.EOFException;
import java.io.IOException;

/** TIFF's LZW: most significant bit first, codes grow one code early. */
final class TiffLzw {
  private static final int CLEAR = 256;
  private static final int END = 257;
  private static final int MOST_CODES = 4096;

  private final byte[] in;
  private final byte[] out;
  private final short[] prefix = new short[MOST_CODES];
  private final short[] length = new short[MOST_CODES];
  private final byte[] suffix = new byte[MOST_CODES];
  private int at;
  private int buffer;
  private int buffered;
  private int filled;

  private TiffLzw(byte[] in, int size) {
    this.in = in;
    this.out = new byte[size];
    for (int i = 0; i < CLEAR; i++) {
      suffix[i] = (byte) i;
      length[i] = 1;
    }
  }

  static byte[] decode(byte[] in, int size) throws IOException {
    TiffLzw lzw = new TiffLzw(in, size);
    lzw.decode();
    return lzw.out;
  }

  private void decode() throws IOException {
    int next = END + 1;
    int bits = 9;
    int last = -1;
    while (filled < out.length) {
      int code = nextCode(bits);
      if (code == END) {
        throw new EOFException("TIFF strip or tile ends early");
      }
      if (code == CLEAR) {
        next = END + 1;
        bits = 9;
        last = -1;
        continue;
      }
      if (code > next || (last < 0 && code > 255) || (code == next && next >= MOST_CODES)) {
        throw new IOException("TIFF strip or tile is damaged: code %d of %d".formatted(code, next));
      }
      if (last >= 0 && next < MOST_CODES) {
        prefix[next] = (short) last;
        length[next] = (short) (length[last] + 1);
        suffix[next] = firstOf(code == next ? last : code);
        next++;
      }
      write(code);
      last = code;
      if (next >= (1 << bits) - 1 && bits < 12) {
        bits++;
      }
    }
  }

  private byte firstOf(int code) {
    int string = code;
    while (string > 255) {
      string = prefix[string];
    }
    return suffix[string];
  }

  private void write(int code) {
    int end = filled + length[code];
    int string = code;
    for (int to = end - 1; to >= filled; to--) {
      if (to < out.length) {
        out[to] = suffix[string];
      }
      string = prefix[string];
    }
    filled = Math.min(end, out.length);
  }

  private int nextCode(int bits) throws IOException {
    while (buffered < bits) {
      if (at == in.length) {
        throw new EOFException("TIFF strip or tile is cut off");
      }
      buffer = buffer << 8 | (in[at++] & 255);
      buffered += 8;
    }
    buffered -= bits;
    return buffer >>> buffered & (1 << bits) - 1;
  }
}
