package io.clipstreams.model.image.codec;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/** Apple's PackBits run lengths. */
final class PackBits {
  private PackBits() {}

  static byte[] decode(byte[] in, int size) throws IOException {
    byte[] out = new byte[size];
    int at = 0;
    int filled = 0;
    while (filled < size) {
      if (at + 1 >= in.length) {
        throw new EOFException("TIFF strip or tile is cut off");
      }
      int head = in[at++];
      int count = head >= 0 ? head + 1 : head == -128 ? 0 : 1 - head;
      int end = Math.min(size, filled + count);
      if (head >= 0) {
        if (at + (end - filled) > in.length) {
          throw new EOFException("TIFF strip or tile is cut off");
        }
        System.arraycopy(in, at, out, filled, end - filled);
        at += count;
      } else if (count > 0) {
        Arrays.fill(out, filled, end, in[at++]);
      }
      filled = end;
    }
    return out;
  }
}
