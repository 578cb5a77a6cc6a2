package io.clipstreams.model.image.codec;

import java.io.IOException;

/**
 * Reads the entropy-coded images of a VP8L stream (RFC 9649, sections 3.5 to 3.7): literals, copies
 * from earlier pixels, and colours from a cache.
 */
final class Vp8lPixels {
  private static final int LITERALS = 256;
  private static final int LENGTH_CODES = 24;
  private static final int DISTANCE_CODES = 40;
  private static final int CODES = 5;
  private static final int GREEN = 0;
  private static final int RED = 1;
  private static final int BLUE = 2;
  private static final int ALPHA = 3;
  private static final int DISTANCE = 4;

  /** Encoders use up to 2,600 groups of codes; more than this only serves to fill the memory. */
  private static final int MOST_CODE_SIZE = 1 << 24;

  /** Short distances, as steps to the left and upwards. */
  private static final int[] NEIGHBOURS = {
    0, 1, 1, 0, 1, 1, -1, 1, 0, 2, 2, 0, 1, 2, -1, 2, 2, 1, -2, 1, 2, 2, -2, 2, 0, 3, 3, 0, 1, 3,
    -1, 3, 3, 1, -3, 1, 2, 3, -2, 3, 3, 2, -3, 2, 0, 4, 4, 0, 1, 4, -1, 4, 4, 1, -4, 1, 3, 3, -3, 3,
    2, 4, -2, 4, 4, 2, -4, 2, 0, 5, 3, 4, -3, 4, 4, 3, -4, 3, 5, 0, 1, 5, -1, 5, 5, 1, -5, 1, 2, 5,
    -2, 5, 5, 2, -5, 2, 4, 4, -4, 4, 3, 5, -3, 5, 5, 3, -5, 3, 0, 6, 6, 0, 1, 6, -1, 6, 6, 1, -6, 1,
    2, 6, -2, 6, 6, 2, -6, 2, 4, 5, -4, 5, 5, 4, -5, 4, 3, 6, -3, 6, 6, 3, -6, 3, 0, 7, 7, 0, 1, 7,
    -1, 7, 5, 5, -5, 5, 7, 1, -7, 1, 4, 6, -4, 6, 6, 4, -6, 4, 2, 7, -2, 7, 7, 2, -7, 2, 3, 7, -3,
        7,
    7, 3, -7, 3, 5, 6, -5, 6, 6, 5, -6, 5, 8, 0, 4, 7, -4, 7, 7, 4, -7, 4, 8, 1, 8, 2, 6, 6, -6, 6,
    8, 3, 5, 7, -5, 7, 7, 5, -7, 5, 8, 4, 6, 7, -6, 7, 7, 6, -7, 6, 8, 5, 7, 7, -7, 7, 8, 6, 8, 7
  };

  private final Vp8lBits bits;

  Vp8lPixels(Vp8lBits bits) {
    this.bits = bits;
  }

  /** The image that the stream is about: it may have several groups of prefix codes. */
  int[] readMain(int width, int height) throws IOException {
    return read(width, height, true);
  }

  /** An image that belongs to a transform. */
  int[] readAuxiliary(int width, int height) throws IOException {
    return read(width, height, false);
  }

  private int[] read(int width, int height, boolean main) throws IOException {
    int cacheBits = bits.flag() ? bits.number(4) : 0;
    if (cacheBits > 11) {
      throw new IOException("VP8L colour cache of %d bits".formatted(cacheBits));
    }
    boolean several = main && bits.flag();
    int blockBits = several ? 2 + bits.number(3) : 0;
    int blocksAcross = several ? blocks(width, blockBits) : 1;
    int[] groupOfBlock =
        several ? read(blocksAcross, blocks(height, blockBits), false) : new int[1];
    int groups = 1;
    for (int i = 0; i < groupOfBlock.length; i++) {
      groupOfBlock[i] = groupOfBlock[i] >> 8 & 0xFFFF;
      groups = Math.max(groups, groupOfBlock[i] + 1);
    }
    Vp8lPrefixCode[][] codes = readCodes(groups, cacheBits);
    int[] cache = new int[cacheBits == 0 ? 0 : 1 << cacheBits];
    int[] pixels = new int[Math.multiplyExact(width, height)];
    Blocks blocks = new Blocks(several ? blockBits : 31, blocksAcross, groupOfBlock, codes);
    readPixels(pixels, width, blocks, cache, 32 - cacheBits);
    return pixels;
  }

  /** Which codes hold for which pixels. */
  private record Blocks(int bits, int across, int[] groups, Vp8lPrefixCode[][] codes) {
    Vp8lPrefixCode[] at(int x, int y) {
      return codes[groups[(y >> bits) * across + (x >> bits)]];
    }

    boolean beginsAt(int x) {
      return (x & ((1 << bits) - 1)) == 0;
    }
  }

  static int blocks(int size, int bits) {
    return (size + (1 << bits) - 1) >> bits;
  }

  private Vp8lPrefixCode[][] readCodes(int groups, int cacheBits) throws IOException {
    int green = LITERALS + LENGTH_CODES + (cacheBits == 0 ? 0 : 1 << cacheBits);
    int[] alphabets = {green, LITERALS, LITERALS, LITERALS, DISTANCE_CODES};
    Vp8lPrefixCode[][] codes = new Vp8lPrefixCode[groups][CODES];
    int size = 0;
    for (Vp8lPrefixCode[] group : codes) {
      for (int i = 0; i < CODES; i++) {
        group[i] = Vp8lPrefixCode.read(bits, alphabets[i]);
        size += group[i].size();
      }
      if (size > MOST_CODE_SIZE) {
        throw new IOException("VP8L image with %d groups of prefix codes".formatted(groups));
      }
    }
    return codes;
  }

  // One method holds the loop over pixels and its state: it is where the time goes.
  private void readPixels(int[] pixels, int width, Blocks blocks, int[] cache, int cacheShift)
      throws IOException {
    int at = 0;
    int cached = 0;
    int x = 0;
    int y = 0;
    Vp8lPrefixCode[] codes = blocks.at(0, 0);
    while (at < pixels.length) {
      if (blocks.beginsAt(x)) {
        codes = blocks.at(x, y);
      }
      int symbol = codes[GREEN].symbol(bits);
      int count = 1;
      if (symbol < LITERALS) {
        int red = codes[RED].symbol(bits);
        int blue = codes[BLUE].symbol(bits);
        int alpha = codes[ALPHA].symbol(bits);
        pixels[at] = alpha << 24 | red << 16 | symbol << 8 | blue;
      } else if (symbol < LITERALS + LENGTH_CODES) {
        count = extended(symbol - LITERALS);
        int distance = distance(extended(codes[DISTANCE].symbol(bits)), width);
        if (distance > at || count > pixels.length - at) {
          throw new IOException("VP8L image is damaged: copy from outside");
        }
        for (int i = at; i < at + count; i++) {
          pixels[i] = pixels[i - distance];
        }
      } else {
        while (cached < at) {
          remember(cache, pixels[cached++], cacheShift);
        }
        pixels[at] = cache[symbol - LITERALS - LENGTH_CODES];
      }
      at += count;
      x += count;
      if (x >= width) {
        y += x / width;
        x %= width;
      }
      if (count > 1 && at < pixels.length) {
        codes = blocks.at(x, y);
      }
    }
  }

  private static void remember(int[] cache, int colour, int shift) {
    cache[(0x1E35A7BD * colour) >>> shift] = colour;
  }

  /** A length or distance from its prefix and the bits that follow. */
  private int extended(int prefix) throws IOException {
    if (prefix < 4) {
      return prefix + 1;
    }
    int extra = (prefix - 2) >> 1;
    return ((2 + (prefix & 1)) << extra) + bits.number(extra) + 1;
  }

  private static int distance(int code, int width) {
    if (code > NEIGHBOURS.length / 2) {
      return code - NEIGHBOURS.length / 2;
    }
    int neighbour = 2 * (code - 1);
    return Math.max(1, NEIGHBOURS[neighbour] + NEIGHBOURS[neighbour + 1] * width);
  }
}
