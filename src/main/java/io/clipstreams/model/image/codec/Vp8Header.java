package io.clipstreams.model.image.codec;

import java.io.EOFException;
import java.io.IOException;

/**
 * The header of a VP8 key frame (RFC 6386, section 9): dimensions, segments, loop filter,
 * quantizers and the probabilities of coefficients.
 */
final class Vp8Header {
  static final int SEGMENTS = 4;
  private static final int UNCOMPRESSED = 10;

  final int width;
  final int height;
  final Vp8Bits bits;
  final Vp8Bits[] partitions;
  final boolean segmentMap;
  final int[] segmentProbabilities = {255, 255, 255};
  final boolean simpleFilter;
  final int sharpness;
  final Vp8Quantizers[] quantizers = new Vp8Quantizers[SEGMENTS];
  final int[] coefficients;

  /** 0 to 255, or -1 where no macroblock is skipped. */
  final int skipProbability;

  private final int[][] filterLevels = new int[SEGMENTS][2];

  private Vp8Header(byte[] data, int from, int to, Vp8Constants constants) throws IOException {
    width = word(data, from + 6) & 0x3FFF;
    height = word(data, from + 8) & 0x3FFF;
    int tag = word(data, from) | (data[from + 2] & 255) << 16;
    int first = from + UNCOMPRESSED;
    int size = tag >> 5;
    if (size > to - first) {
      throw new EOFException("VP8 frame of %d bytes is cut off".formatted(to - from));
    }
    bits = new Vp8Bits(data, first, first + size);
    // Colour space and whether values need clamping: the decoder clamps all the same.
    bits.number(2);
    boolean segments = bits.flag();
    boolean map = segments && bits.flag();
    Segmentation segmentation = segments ? Segmentation.read(bits) : Segmentation.NONE;
    if (map) {
      for (int i = 0; i < 3; i++) {
        segmentProbabilities[i] = bits.flag() ? bits.number(8) : 255;
      }
    }
    segmentMap = map;
    simpleFilter = bits.flag();
    int level = bits.number(6);
    sharpness = bits.number(3);
    readFilterLevels(segmentation, level);
    partitions = partitions(data, first + size, to, 1 << bits.number(2));
    readQuantizers(segmentation, constants);
    // Whether the probabilities outlive the frame: there is only one.
    bits.flag();
    coefficients = constants.coefficientDefaults.clone();
    for (int i = 0; i < coefficients.length; i++) {
      if (bits.bit(constants.coefficientUpdates[i]) != 0) {
        coefficients[i] = bits.number(8);
      }
    }
    skipProbability = bits.flag() ? bits.number(8) : -1;
    if (bits.exhausted()) {
      throw new EOFException("VP8 frame header is cut off");
    }
  }

  static Vp8Header read(byte[] data, int from, int to, Vp8Constants constants) throws IOException {
    requireKeyFrame(data, from, to);
    return new Vp8Header(data, from, to, constants);
  }

  /**
   * Checks the part that is not compressed, whose last four bytes are width and height of 14 bits.
   *
   * @throws IOException if it is no key frame's
   */
  static void requireKeyFrame(byte[] data, int from, int to) throws IOException {
    if (to - from < UNCOMPRESSED) {
      throw new EOFException("VP8 frame of %d bytes".formatted(to - from));
    }
    boolean startCode =
        data[from + 3] == (byte) 0x9D && data[from + 4] == 1 && data[from + 5] == 0x2A;
    if ((data[from] & 1) != 0 || !startCode || (data[from] >> 1 & 7) > 3) {
      throw new IOException("VP8 key frame expected");
    }
  }

  /** The strength of the loop filter, 0 to 63. */
  int filterLevel(int segment, boolean subblocks) {
    return filterLevels[segment][subblocks ? 1 : 0];
  }

  private void readFilterLevels(Segmentation segmentation, int level) {
    int intra = 0;
    int subblocks = 0;
    boolean adjusted = bits.flag();
    if (adjusted && bits.flag()) {
      // Eight adjustments, of which a key frame uses that of intra frames and that of subblocks.
      for (int i = 0; i < 8; i++) {
        int delta = bits.optionalSigned(6);
        intra = i == 0 ? delta : intra;
        subblocks = i == 4 ? delta : subblocks;
      }
    }
    // A frame's level of 0 turns the filter off, whatever the segments say.
    for (int i = 0; i < SEGMENTS && level > 0; i++) {
      int base = segmentation.apply(segmentation.filter[i], level) + intra;
      filterLevels[i][0] = Math.max(0, Math.min(63, base));
      filterLevels[i][1] = Math.max(0, Math.min(63, base + subblocks));
    }
  }

  private void readQuantizers(Segmentation segmentation, Vp8Constants constants) {
    int index = bits.number(7);
    int[] deltas = new int[5];
    for (int i = 0; i < deltas.length; i++) {
      deltas[i] = bits.optionalSigned(4);
    }
    for (int i = 0; i < SEGMENTS; i++) {
      int base = segmentation.apply(segmentation.quantizer[i], index);
      quantizers[i] = Vp8Quantizers.of(base, deltas, constants);
    }
  }

  private static Vp8Bits[] partitions(byte[] data, int from, int to, int count) throws IOException {
    int at = from + 3 * (count - 1);
    if (at > to) {
      throw new EOFException("VP8 frame is cut off before its coefficients");
    }
    Vp8Bits[] partitions = new Vp8Bits[count];
    for (int i = 0; i < count; i++) {
      int entry = from + 3 * i;
      int size = i < count - 1 ? word(data, entry) | (data[entry + 2] & 255) << 16 : to - at;
      int end = Math.min(to, at + size);
      partitions[i] = new Vp8Bits(data, at, end);
      at = end;
    }
    return partitions;
  }

  private static int word(byte[] data, int at) {
    return (data[at] & 255) | (data[at + 1] & 255) << 8;
  }

  /** What segments change: quantizer and filter level, by value or by difference. */
  private record Segmentation(boolean absolute, int[] quantizer, int[] filter) {
    static final Segmentation NONE = new Segmentation(false, new int[SEGMENTS], new int[SEGMENTS]);

    static Segmentation read(Vp8Bits bits) {
      int[] quantizer = new int[SEGMENTS];
      int[] filter = new int[SEGMENTS];
      boolean absolute = true;
      if (bits.flag()) {
        absolute = bits.flag();
        for (int i = 0; i < SEGMENTS; i++) {
          quantizer[i] = bits.optionalSigned(7);
        }
        for (int i = 0; i < SEGMENTS; i++) {
          filter[i] = bits.optionalSigned(6);
        }
      }
      return new Segmentation(absolute, quantizer, filter);
    }

    int apply(int value, int base) {
      return absolute ? value : base + value;
    }
  }
}
