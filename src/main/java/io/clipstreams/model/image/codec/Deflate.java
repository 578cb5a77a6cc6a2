package io.clipstreams.model.image.codec;

import java.io.EOFException;
import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Data of a known size in zlib's format. */
final class Deflate {
  private Deflate() {}

  static byte[] decode(byte[] in, int size) throws IOException {
    byte[] out = new byte[size];
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(in);
      int filled = 0;
      while (filled < size) {
        int count = inflater.inflate(out, filled, size - filled);
        if (count == 0) {
          throw new EOFException("compressed data ends early");
        }
        filled += count;
      }
    } catch (DataFormatException e) {
      throw new IOException("compressed data is damaged: " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
    return out;
  }
}
