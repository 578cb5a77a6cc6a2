package io.clipstreams.model.image.codec;

/** The inverse transforms (RFC 6386, section 14). */
final class Vp8Transform {
  private Vp8Transform() {}

  /** The Walsh-Hadamard transform: second-order coefficients to the DC of the 16 luma blocks. */
  static void secondOrder(int[] in, int[] blocks) {
    int[] columns = new int[16];
    for (int i = 0; i < 4; i++) {
      int a = in[i] + in[12 + i];
      int b = in[4 + i] + in[8 + i];
      int c = in[4 + i] - in[8 + i];
      int d = in[i] - in[12 + i];
      columns[i] = a + b;
      columns[4 + i] = d + c;
      columns[8 + i] = a - b;
      columns[12 + i] = d - c;
    }
    for (int i = 0; i < 4; i++) {
      int row = 4 * i;
      int dc = columns[row] + 3;
      int a = dc + columns[row + 3];
      int b = columns[row + 1] + columns[row + 2];
      int c = columns[row + 1] - columns[row + 2];
      int d = dc - columns[row + 3];
      blocks[16 * row] = (a + b) >> 3;
      blocks[16 * (row + 1)] = (d + c) >> 3;
      blocks[16 * (row + 2)] = (a - b) >> 3;
      blocks[16 * (row + 3)] = (d - c) >> 3;
    }
  }

  /** The cosine transform of a block of 16, added to the prediction in the plane. */
  static void add(int[] in, int from, byte[] pixels, int at, int stride) {
    int[] columns = new int[16];
    for (int i = 0; i < 4; i++) {
      int top = in[from + i];
      int second = in[from + 4 + i];
      int third = in[from + 8 + i];
      int last = in[from + 12 + i];
      int a = top + third;
      int b = top - third;
      int c = timesSine(second) - timesCosine(last);
      int d = timesCosine(second) + timesSine(last);
      columns[i] = a + d;
      columns[4 + i] = b + c;
      columns[8 + i] = b - c;
      columns[12 + i] = a - d;
    }
    for (int row = 0; row < 4; row++) {
      int dc = columns[4 * row] + 4;
      int a = dc + columns[4 * row + 2];
      int b = dc - columns[4 * row + 2];
      int c = timesSine(columns[4 * row + 1]) - timesCosine(columns[4 * row + 3]);
      int d = timesCosine(columns[4 * row + 1]) + timesSine(columns[4 * row + 3]);
      int to = at + row * stride;
      pixels[to] = sum(pixels[to], a + d);
      pixels[to + 1] = sum(pixels[to + 1], b + c);
      pixels[to + 2] = sum(pixels[to + 2], b - c);
      pixels[to + 3] = sum(pixels[to + 3], a - d);
    }
  }

  private static byte sum(byte pixel, int eighths) {
    return (byte) Samples.clamp((pixel & 255) + (eighths >> 3));
  }

  /** Times the square root of 2, times the cosine of an eighth turn's half, in 16 bits. */
  private static int timesCosine(int value) {
    return value + ((value * 20091) >> 16);
  }

  private static int timesSine(int value) {
    return (value * 35468) >> 16;
  }
}
