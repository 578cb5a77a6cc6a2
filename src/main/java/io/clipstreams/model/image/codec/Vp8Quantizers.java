package io.clipstreams.model.image.codec;

/** The factors of a segment's coefficients (RFC 6386, sections 9.6 and 14.1). */
record Vp8Quantizers(int yDc, int yAc, int y2Dc, int y2Ac, int uvDc, int uvAc) {
  private static final int MOST = 127;
  private static final int MOST_UV_DC = 117;

  /**
   * @param index of the segment, before it is cut to the tables
   * @param deltas for luma's DC, the second-order DC and AC, chroma's DC and AC
   */
  static Vp8Quantizers of(int index, int[] deltas, Vp8Constants constants) {
    int[] dc = constants.dcQuantizers;
    int[] ac = constants.acQuantizers;
    return new Vp8Quantizers(
        dc[cut(index + deltas[0], MOST)],
        ac[cut(index, MOST)],
        2 * dc[cut(index + deltas[1], MOST)],
        Math.max(8, ac[cut(index + deltas[2], MOST)] * 155 / 100),
        dc[cut(index + deltas[3], MOST_UV_DC)],
        ac[cut(index + deltas[4], MOST)]);
  }

  private static int cut(int index, int most) {
    return Math.max(0, Math.min(most, index));
  }
}
