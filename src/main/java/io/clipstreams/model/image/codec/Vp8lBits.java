package io.clipstreams.model.image.codec;

import java.io.EOFException;

/** Bits, least significant first. */
final class Vp8lBits {
  private final byte[] data;
  private final int end;
  private int at;
  private long buffer;
  private int buffered;

  Vp8lBits(byte[] data, int from, int to) {
    this.data = data;
    this.at = from;
    this.end = to;
  }

  /** An unsigned number of up to 24 bits. */
  int number(int bits) throws EOFException {
    int number = peek() & ((1 << bits) - 1);
    skip(bits);
    return number;
  }

  boolean flag() throws EOFException {
    return number(1) != 0;
  }

  /** The next 24 bits or more, without taking them; zeros beyond the end. */
  int peek() {
    while (buffered < 24 && at < end) {
      buffer |= (data[at++] & 255L) << buffered;
      buffered += 8;
    }
    return (int) buffer;
  }

  /** Takes bits that were peeked at. */
  void skip(int bits) throws EOFException {
    if (bits > buffered) {
      throw new EOFException("VP8L image ends early");
    }
    buffer >>>= bits;
    buffered -= bits;
  }
}
