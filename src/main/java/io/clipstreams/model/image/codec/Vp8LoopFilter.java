package io.clipstreams.model.image.codec;

/**
 * The loop filter (RFC 6386, section 15), applied to the whole frame macroblock by macroblock,
 * since each one sees what its left and upper neighbours' filters left behind.
 */
final class Vp8LoopFilter {
  /** How strongly one macroblock is filtered: limits of its edges, its insides and of variance. */
  private record Strength(int edge, int inside, int interior, int highVariance) {
    static Strength of(int level, int sharpness) {
      int interior = sharpness > 4 ? level >> 2 : sharpness > 0 ? level >> 1 : level;
      if (sharpness > 0) {
        interior = Math.min(interior, 9 - sharpness);
      }
      interior = Math.max(1, interior);
      int highVariance = level >= 40 ? 2 : level >= 15 ? 1 : 0;
      int inside = 2 * level + interior;
      return new Strength(inside + 4, inside, interior, highVariance);
    }
  }

  private final Vp8Header header;
  private final Vp8Frame frame;

  Vp8LoopFilter(Vp8Header header, Vp8Frame frame) {
    this.header = header;
    this.frame = frame;
  }

  /**
   * @param levels by macroblock, row by row; 0 leaves it as it is
   * @param insides whether the edges between its subblocks are filtered too
   */
  void apply(byte[] levels, boolean[] insides) {
    Strength[] strengths = new Strength[64];
    for (int level = 1; level < 64; level++) {
      strengths[level] = Strength.of(level, header.sharpness);
    }
    for (int i = 0; i < levels.length; i++) {
      if (levels[i] > 0) {
        int column = i % frame.across();
        int row = i / frame.across();
        filter(column, row, insides[i], strengths[levels[i]]);
      }
    }
  }

  private void filter(int column, int row, boolean insides, Strength strength) {
    filter(frame.y(), 16, column, row, insides, strength);
    if (!header.simpleFilter) {
      filter(frame.u(), 8, column, row, insides, strength);
      filter(frame.v(), 8, column, row, insides, strength);
    }
  }

  private void filter(
      Vp8Plane plane, int size, int column, int row, boolean insides, Strength strength) {
    int at = plane.at(column * size, row * size);
    if (column > 0) {
      edge(plane.pixels, at, 1, plane.stride, size, true, strength);
    }
    for (int x = 4; insides && x < size; x += 4) {
      edge(plane.pixels, at + x, 1, plane.stride, size, false, strength);
    }
    if (row > 0) {
      edge(plane.pixels, at, plane.stride, 1, size, true, strength);
    }
    for (int y = 4; insides && y < size; y += 4) {
      edge(plane.pixels, at + y * plane.stride, plane.stride, 1, size, false, strength);
    }
  }

  /**
   * Filters along an edge.
   *
   * @param at the first pixel behind the edge
   * @param across to the next pixel away from the edge
   * @param along to the next pixel along it
   */
  private void edge(
      byte[] p, int at, int across, int along, int length, boolean outer, Strength strength) {
    int limit = outer ? strength.edge : strength.inside;
    for (int i = 0, q = at; i < length; i++, q += along) {
      if (header.simpleFilter) {
        if (withinEdge(p, q, across, limit)) {
          common(p, q, across, true);
        }
      } else if (withinEdge(p, q, across, limit) && smooth(p, q, across, strength.interior)) {
        boolean high = highVariance(p, q, across, strength.highVariance);
        if (high) {
          common(p, q, across, true);
        } else if (outer) {
          macroblock(p, q, across);
        } else {
          subblock(p, q, across);
        }
      }
    }
  }

  private static boolean withinEdge(byte[] p, int q, int step, int limit) {
    int near = distance(p, q - step, q);
    int far = distance(p, q - 2 * step, q + step);
    return 2 * near + (far >> 1) <= limit;
  }

  private static boolean smooth(byte[] p, int q, int step, int limit) {
    return distance(p, q - 4 * step, q - 3 * step) <= limit
        && distance(p, q - 3 * step, q - 2 * step) <= limit
        && distance(p, q - 2 * step, q - step) <= limit
        && distance(p, q + 3 * step, q + 2 * step) <= limit
        && distance(p, q + 2 * step, q + step) <= limit
        && distance(p, q + step, q) <= limit;
  }

  private static boolean highVariance(byte[] p, int q, int step, int limit) {
    return distance(p, q - 2 * step, q - step) > limit || distance(p, q + step, q) > limit;
  }

  /** Changes the two pixels at the edge; gives by how much the one behind it. */
  private static int common(byte[] p, int q, int step, boolean outerTaps) {
    int taps = outerTaps ? cut(signed(p, q - 2 * step) - signed(p, q + step)) : 0;
    int a = cut(taps + 3 * (signed(p, q) - signed(p, q - step)));
    int behind = cut(a + 4) >> 3;
    add(p, q, -behind);
    add(p, q - step, cut(a + 3) >> 3);
    return behind;
  }

  private static void subblock(byte[] p, int q, int step) {
    int a = (common(p, q, step, false) + 1) >> 1;
    add(p, q + step, -a);
    add(p, q - 2 * step, a);
  }

  private static void macroblock(byte[] p, int q, int step) {
    int taps = cut(signed(p, q - 2 * step) - signed(p, q + step));
    int w = cut(taps + 3 * (signed(p, q) - signed(p, q - step)));
    int weight = 27;
    for (int i = 0; i < 3; i++, weight -= 9) {
      int a = cut((weight * w + 63) >> 7);
      add(p, q + i * step, -a);
      add(p, q - (i + 1) * step, a);
    }
  }

  private static int distance(byte[] p, int a, int b) {
    return Math.abs((p[a] & 255) - (p[b] & 255));
  }

  private static int signed(byte[] p, int at) {
    return (p[at] & 255) - 128;
  }

  private static void add(byte[] p, int at, int value) {
    p[at] = (byte) (cut(signed(p, at) + value) + 128);
  }

  private static int cut(int value) {
    return Math.max(-128, Math.min(127, value));
  }
}
