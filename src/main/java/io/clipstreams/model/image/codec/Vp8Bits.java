package io.clipstreams.model.image.codec;

/** The boolean entropy decoder (RFC 6386, section 7). */
final class Vp8Bits {
  private final byte[] data;
  private final int end;
  private int at;
  private int value;
  private int extraBits = -8;
  private int range = 255;
  private boolean exhausted;

  Vp8Bits(byte[] data, int from, int to) {
    this.data = data;
    this.at = from;
    this.end = to;
  }

  /** Whether bits beyond the end were asked for; they are zero. */
  boolean exhausted() {
    return exhausted;
  }

  /** A bit that is 0 with a probability of {@code probability / 256}. */
  int bit(int probability) {
    if (extraBits < 0) {
      loadByte();
    }
    int split = 1 + (((range - 1) * probability) >> 8);
    int bigSplit = split << extraBits;
    int bit;
    if (value >= bigSplit) {
      range -= split;
      value -= bigSplit;
      bit = 1;
    } else {
      range = split;
      bit = 0;
    }
    int shift = Integer.numberOfLeadingZeros(range) - 24;
    range <<= shift;
    extraBits -= shift;
    return bit;
  }

  boolean flag() {
    return bit(128) != 0;
  }

  /** An unsigned number, most significant bit first. */
  int number(int bits) {
    int number = 0;
    for (int i = 0; i < bits; i++) {
      number = number << 1 | bit(128);
    }
    return number;
  }

  /** A number followed by its sign. */
  int signed(int bits) {
    int number = number(bits);
    return flag() ? -number : number;
  }

  /** A flag and, where it is set, a signed number; otherwise 0. */
  int optionalSigned(int bits) {
    return flag() ? signed(bits) : 0;
  }

  private void loadByte() {
    int next = 0;
    if (at < end) {
      next = data[at++] & 255;
    } else {
      exhausted = true;
    }
    value = value << 8 | next;
    extraBits += 8;
  }
}
