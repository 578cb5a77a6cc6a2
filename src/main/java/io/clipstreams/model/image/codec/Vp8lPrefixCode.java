package io.clipstreams.model.image.codec;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/**
 * A canonical prefix code (RFC 9649, section 3.7.2): short codes by one look into a table, long
 * ones bit by bit.
 */
final class Vp8lPrefixCode {
  static final int MOST_LENGTH = 15;
  private static final int TABLE_BITS = 8;
  private static final int[] LENGTH_ORDER = {
    17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  };

  /** Symbols in the order of their codes. */
  private final char[] symbols;

  /** How many codes there are of each length. */
  private final int[] counts;

  /** By the next bits: symbol and length of the code, or 0 for a longer code. */
  private final char[] table;

  private final int tableMask;

  private Vp8lPrefixCode(char[] symbols, int[] counts, int tableBits) {
    this.symbols = symbols;
    this.counts = counts;
    this.table = new char[1 << tableBits];
    this.tableMask = (1 << tableBits) - 1;
  }

  /** Reads a code for symbols from 0 to below {@code alphabet}. */
  static Vp8lPrefixCode read(Vp8lBits bits, int alphabet) throws IOException {
    return ofLengths(bits.flag() ? readSimple(bits, alphabet) : readLengths(bits, alphabet));
  }

  /** Array elements that it keeps. */
  int size() {
    return symbols.length + table.length;
  }

  /** Reads the next symbol. */
  int symbol(Vp8lBits bits) throws IOException {
    if (symbols.length == 1) {
      return symbols[0];
    }
    int next = bits.peek();
    int entry = table[next & tableMask];
    if (entry != 0) {
      bits.skip(entry & 15);
      return entry >> 4;
    }
    return longSymbol(bits, next);
  }

  private int longSymbol(Vp8lBits bits, int next) throws IOException {
    int code = 0;
    int first = 0;
    int index = 0;
    for (int length = 1; length <= MOST_LENGTH; length++) {
      code = code << 1 | (next >> (length - 1) & 1);
      first <<= 1;
      if (code - first < counts[length]) {
        bits.skip(length);
        return symbols[index + code - first];
      }
      index += counts[length];
      first += counts[length];
    }
    throw new IOException("VP8L image is damaged: no such code");
  }

  private static int[] readSimple(Vp8lBits bits, int alphabet) throws IOException {
    int[] lengths = new int[alphabet];
    boolean two = bits.flag();
    int first = bits.number(bits.flag() ? 8 : 1);
    int second = two ? bits.number(8) : first;
    if (first >= alphabet || second >= alphabet) {
      throw new IOException("VP8L prefix code with a symbol outside its alphabet");
    }
    lengths[first] = 1;
    lengths[second] = 1;
    return lengths;
  }

  private static int[] readLengths(Vp8lBits bits, int alphabet) throws IOException {
    int[] lengthLengths = new int[LENGTH_ORDER.length];
    int stored = 4 + bits.number(4);
    for (int i = 0; i < stored; i++) {
      lengthLengths[LENGTH_ORDER[i]] = bits.number(3);
    }
    Vp8lPrefixCode code = ofLengths(lengthLengths);
    int tokens = bits.flag() ? 2 + bits.number(2 + 2 * bits.number(3)) : alphabet;
    if (tokens > alphabet) {
      throw new IOException("VP8L prefix code with too many symbols");
    }
    int[] lengths = new int[alphabet];
    int previous = 8;
    int at = 0;
    for (int i = 0; i < tokens && at < alphabet; i++) {
      int token = code.symbol(bits);
      if (token < 16) {
        previous = token == 0 ? previous : token;
        lengths[at++] = token;
      } else {
        int repeat = repeat(bits, token);
        if (repeat > alphabet - at) {
          throw new IOException("VP8L prefix code with too many symbols");
        }
        Arrays.fill(lengths, at, at + repeat, token == 16 ? previous : 0);
        at += repeat;
      }
    }
    return lengths;
  }

  private static int repeat(Vp8lBits bits, int token) throws EOFException {
    return switch (token) {
      case 16 -> 3 + bits.number(2);
      case 17 -> 3 + bits.number(3);
      default -> 11 + bits.number(7);
    };
  }

  private static Vp8lPrefixCode ofLengths(int[] lengths) throws IOException {
    int[] counts = new int[MOST_LENGTH + 1];
    int used = 0;
    int longest = 0;
    for (int length : lengths) {
      if (length > 0) {
        counts[length]++;
        used++;
        longest = Math.max(longest, length);
      }
    }
    requireComplete(counts, used);
    int tableBits = used == 1 ? 0 : Math.min(longest, TABLE_BITS);
    Vp8lPrefixCode code = new Vp8lPrefixCode(new char[used], counts, tableBits);
    code.fill(lengths, tableBits);
    return code;
  }

  /** Every sequence of bits must have a meaning; a single symbol needs no bits. */
  private static void requireComplete(int[] counts, int used) throws IOException {
    int open = 1;
    for (int length = 1; length <= MOST_LENGTH; length++) {
      open = 2 * open - counts[length];
      if (open < 0) {
        throw new IOException("VP8L prefix code has too many codes");
      }
    }
    if (used == 0 || (used > 1 && open != 0)) {
      throw new IOException("VP8L prefix code is incomplete");
    }
  }

  private void fill(int[] lengths, int tableBits) {
    int[] nextIndex = new int[MOST_LENGTH + 2];
    int[] nextCode = new int[MOST_LENGTH + 2];
    for (int length = 1; length <= MOST_LENGTH; length++) {
      nextIndex[length + 1] = nextIndex[length] + counts[length];
      nextCode[length + 1] = (nextCode[length] + counts[length]) << 1;
    }
    for (int symbol = 0; symbol < lengths.length; symbol++) {
      int length = lengths[symbol];
      if (length > 0) {
        symbols[nextIndex[length]++] = (char) symbol;
        int code = nextCode[length]++;
        if (length <= tableBits) {
          int reversed = Integer.reverse(code) >>> (32 - length);
          for (int i = reversed; i < table.length; i += 1 << length) {
            table[i] = (char) (symbol << 4 | length);
          }
        }
      }
    }
  }
}
