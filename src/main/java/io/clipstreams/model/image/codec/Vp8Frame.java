package io.clipstreams.model.image.codec;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/**
 * A decoded VP8 key frame: luma, and chroma of half the size, in whole macroblocks.
 *
 * <p>Source: RFC 6386; where it leaves the pixels beyond the right edge open, libwebp.
 */
final class Vp8Frame {
  private static final int SUBBLOCKS_MODE = 4;

  private final Vp8Constants constants;
  private final Vp8Header header;
  private final int across;
  private final int down;
  private final Vp8Plane y;
  private final Vp8Plane u;
  private final Vp8Plane v;
  private final Vp8Prediction prediction = new Vp8Prediction();

  /** Modes of the subblocks along the lower edge of the row above, and along the left edge. */
  private final int[] modesAbove;

  private final int[] modesLeft = new int[4];
  private final int[] modes = new int[16];

  private Vp8Frame(Vp8Header header, Vp8Constants constants) {
    this.header = header;
    this.constants = constants;
    this.across = (header.width + 15) / 16;
    this.down = (header.height + 15) / 16;
    this.y = new Vp8Plane(16 * across, 16 * down);
    this.u = new Vp8Plane(8 * across, 8 * down);
    this.v = new Vp8Plane(8 * across, 8 * down);
    this.modesAbove = new int[4 * across];
  }

  /**
   * Decodes a frame; its dimensions have passed the limits.
   *
   * @throws IOException if it is damaged or ends early
   */
  static Vp8Frame decode(byte[] data, int from, int to, Vp8Constants constants) throws IOException {
    Vp8Frame frame = new Vp8Frame(Vp8Header.read(data, from, to, constants), constants);
    frame.decode();
    return frame;
  }

  int width() {
    return header.width;
  }

  int height() {
    return header.height;
  }

  /** Macroblocks in a row. */
  int across() {
    return across;
  }

  Vp8Plane y() {
    return y;
  }

  Vp8Plane u() {
    return u;
  }

  Vp8Plane v() {
    return v;
  }

  private void decode() throws IOException {
    Vp8Coefficients coefficients = new Vp8Coefficients(header.coefficients, across);
    byte[] levels = new byte[across * down];
    boolean[] insides = new boolean[across * down];
    for (int row = 0; row < down; row++) {
      Vp8Bits tokens = header.partitions[row % header.partitions.length];
      coefficients.startRow();
      Arrays.fill(modesLeft, 0);
      for (int column = 0; column < across; column++) {
        int segment = readSegment();
        boolean skipped =
            header.skipProbability >= 0 && header.bits.bit(header.skipProbability) != 0;
        int mode = readLumaMode(column);
        int chromaMode = readChromaMode();
        boolean hasY2 = mode != SUBBLOCKS_MODE;
        if (skipped) {
          coefficients.skip(column, hasY2);
        } else {
          coefficients.read(tokens, column, hasY2, header.quantizers[segment]);
        }
        reconstruct(column, row, mode, chromaMode, coefficients);
        int macroblock = row * across + column;
        levels[macroblock] = (byte) header.filterLevel(segment, !hasY2);
        insides[macroblock] = !hasY2 || coefficients.any();
        if (tokens.exhausted() || header.bits.exhausted()) {
          throw new EOFException("VP8 frame ends early, in row %d of %d".formatted(row, down));
        }
      }
    }
    new Vp8LoopFilter(header, this).apply(levels, insides);
  }

  private int readSegment() {
    if (!header.segmentMap) {
      return 0;
    }
    int[] p = header.segmentProbabilities;
    return header.bits.bit(p[0]) == 0 ? header.bits.bit(p[1]) : 2 + header.bits.bit(p[2]);
  }

  /** Reads a macroblock's luma mode, and its subblocks' modes, which neighbours refer to. */
  private int readLumaMode(int column) {
    Vp8Bits bits = header.bits;
    if (bits.bit(145) == 0) {
      readSubblockModes(column);
      return SUBBLOCKS_MODE;
    }
    int mode =
        bits.bit(156) == 0
            ? bits.bit(163) == 0 ? Vp8Prediction.DC : Vp8Prediction.VERTICAL
            : bits.bit(128) == 0 ? Vp8Prediction.HORIZONTAL : Vp8Prediction.TRUE_MOTION;
    int alike =
        switch (mode) {
          case Vp8Prediction.VERTICAL -> 2;
          case Vp8Prediction.HORIZONTAL -> 3;
          case Vp8Prediction.TRUE_MOTION -> Vp8Prediction.SUBBLOCK_TRUE_MOTION;
          default -> Vp8Prediction.SUBBLOCK_DC;
        };
    Arrays.fill(modesAbove, 4 * column, 4 * column + 4, alike);
    Arrays.fill(modesLeft, alike);
    return mode;
  }

  private void readSubblockModes(int column) {
    for (int i = 0; i < 16; i++) {
      int above = 4 * column + i % 4;
      int left = i / 4;
      int mode = readSubblockMode((modesAbove[above] * 10 + modesLeft[left]) * 9);
      modes[i] = mode;
      modesAbove[above] = mode;
      modesLeft[left] = mode;
    }
  }

  /** Walks down the tree of modes (RFC 6386, section 11.2). */
  private int readSubblockMode(int at) {
    Vp8Bits bits = header.bits;
    int[] p = constants.subblockModes;
    if (bits.bit(p[at]) == 0) {
      return 0;
    }
    if (bits.bit(p[at + 1]) == 0) {
      return 1;
    }
    if (bits.bit(p[at + 2]) == 0) {
      return 2;
    }
    if (bits.bit(p[at + 3]) == 0) {
      return bits.bit(p[at + 4]) == 0 ? 3 : 5 + bits.bit(p[at + 5]);
    }
    if (bits.bit(p[at + 6]) == 0) {
      return 4;
    }
    return bits.bit(p[at + 7]) == 0 ? 7 : 8 + bits.bit(p[at + 8]);
  }

  private int readChromaMode() {
    Vp8Bits bits = header.bits;
    if (bits.bit(142) == 0) {
      return Vp8Prediction.DC;
    }
    if (bits.bit(114) == 0) {
      return Vp8Prediction.VERTICAL;
    }
    return bits.bit(183) == 0 ? Vp8Prediction.HORIZONTAL : Vp8Prediction.TRUE_MOTION;
  }

  private void reconstruct(
      int column, int row, int mode, int chromaMode, Vp8Coefficients coefficients) {
    int[] values = coefficients.values();
    boolean any = coefficients.any();
    if (mode == SUBBLOCKS_MODE) {
      reconstructSubblocks(column, row, values, any);
    } else {
      int at = y.at(16 * column, 16 * row);
      prediction.block(y, at, 16, mode, row > 0, column > 0);
      addBlocks(y, at, 4, values, 0, any);
    }
    int at = u.at(8 * column, 8 * row);
    prediction.block(u, at, 8, chromaMode, row > 0, column > 0);
    addBlocks(u, at, 2, values, 16 * 16, any);
    prediction.block(v, at, 8, chromaMode, row > 0, column > 0);
    addBlocks(v, at, 2, values, 20 * 16, any);
  }

  private void reconstructSubblocks(int column, int row, int[] values, boolean any) {
    int first = y.at(16 * column, 16 * row);
    int besideAbove = first - y.stride + 16;
    boolean last = row > 0 && column == across - 1;
    for (int i = 0; i < 16; i++) {
      int at = first + (i >> 2) * 4 * y.stride + (i & 3) * 4;
      // In the last column the pixels to the right are always those above the macroblock.
      boolean lastColumn = (i & 3) == 3;
      int right = lastColumn ? besideAbove : at - y.stride + 4;
      prediction.subblock(y, at, modes[i], right, lastColumn && last);
      if (any) {
        Vp8Transform.add(values, 16 * i, y.pixels, at, y.stride);
      }
    }
  }

  private static void addBlocks(
      Vp8Plane plane, int at, int side, int[] values, int from, boolean any) {
    for (int i = 0; any && i < side * side; i++) {
      int block = at + i / side * 4 * plane.stride + i % side * 4;
      Vp8Transform.add(values, from + 16 * i, plane.pixels, block, plane.stride);
    }
  }
}
