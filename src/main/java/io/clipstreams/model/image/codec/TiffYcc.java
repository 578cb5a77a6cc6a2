package io.clipstreams.model.image.codec;

import io.clipstreams.failure.ProcessingException;

/**
 * YCbCr that is not a JPEG: chroma for a group of pixels follows their luma. Converted as libtiff
 * does (TIFFYCbCrToRGBInit), with the file's luma coefficients and reference levels.
 */
final class TiffYcc {
  private static final int COEFFICIENTS = 529;
  private static final int SUBSAMPLING = 530;
  private static final int REFERENCES = 532;
  private static final int HALF = 1 << 15;

  private final TiffLayout layout;
  private final int across;
  private final int down;
  private final int[] luma = new int[256];
  private final int[] redOfCr = new int[256];
  private final int[] greenOfCr = new int[256];
  private final int[] greenOfCb = new int[256];
  private final int[] blueOfCb = new int[256];

  private TiffYcc(TiffLayout layout, int across, int down, float[] weights, float[] levels) {
    this.layout = layout;
    this.across = across;
    this.down = down;
    float red = 2 - 2 * weights[0];
    float blue = 2 - 2 * weights[2];
    int fixedRed = fixed(red);
    int fixedGreenOfCr = -fixed(weights[0] * red / weights[1]);
    int fixedBlue = fixed(blue);
    int fixedGreenOfCb = -fixed(weights[2] * blue / weights[1]);
    for (int i = 0; i < 256; i++) {
      int cr = level(i - 128, levels[4] - 128, levels[5] - 128, 127);
      int cb = level(i - 128, levels[2] - 128, levels[3] - 128, 127);
      luma[i] = level(i, levels[0], levels[1], 255);
      redOfCr[i] = (fixedRed * cr + HALF) >> 16;
      greenOfCr[i] = fixedGreenOfCr * cr;
      greenOfCb[i] = fixedGreenOfCb * cb + HALF;
      blueOfCb[i] = (fixedBlue * cb + HALF) >> 16;
    }
  }

  static TiffYcc of(TiffLayout layout, TiffDirectory tags) throws ProcessingException {
    long[] subsampling = tags.values(SUBSAMPLING).orElse(new long[] {2, 2});
    float[] weights = floats(tags, COEFFICIENTS, 0.299f, 0.587f, 0.114f);
    float[] levels = floats(tags, REFERENCES, 0, 255, 128, 255, 128, 255);
    if (layout.separate()
        || subsampling.length != 2
        || !isStep(subsampling[0])
        || !isStep(subsampling[1])
        || !(weights[1] > 0)) {
      throw TiffLayout.unsupported("TIFF with planes or unusual subsampling of YCbCr");
    }
    return new TiffYcc(layout, (int) subsampling[0], (int) subsampling[1], weights, levels);
  }

  /** Bytes of a block of so many rows. */
  long bytes(int rows) {
    long groups = (long) groupsAcross() * ((rows + down - 1) / down);
    return groups * (across * down + 2);
  }

  /** The block's pixels, already as RGB. */
  TiffBlock block(byte[] bytes) {
    int group = across * down + 2;
    return (row, columns, target) -> {
      for (int x = 0; x < columns; x++) {
        int start = (row / down * groupsAcross() + x / across) * group;
        int y = luma[bytes[start + row % down * across + x % across] & 255];
        int cb = bytes[start + group - 2] & 255;
        int cr = bytes[start + group - 1] & 255;
        target[3 * x] = Samples.clamp(y + redOfCr[cr]);
        target[3 * x + 1] = Samples.clamp(y + ((greenOfCb[cb] + greenOfCr[cr]) >> 16));
        target[3 * x + 2] = Samples.clamp(y + blueOfCb[cb]);
      }
    };
  }

  private int groupsAcross() {
    return (layout.blockWidth() + across - 1) / across;
  }

  private static boolean isStep(long step) {
    return step == 1 || step == 2 || step == 4;
  }

  private static int fixed(float value) {
    return (int) (Math.max(0, Math.min(2, value)) * 65536 + 0.5);
  }

  private static int level(int value, float black, float white, float range) {
    float distance = white - black != 0 ? white - black : 1;
    return (int) Math.max(-4096, Math.min(4096, (value - (int) black) * range / distance));
  }

  private static float[] floats(TiffDirectory tags, int tag, float... defaults) {
    float[] values = defaults.clone();
    double[] stored = tags.fractions(tag).orElse(new double[0]);
    for (int i = 0; i < values.length && stored.length >= values.length; i++) {
      values[i] = (float) stored[i];
    }
    return values;
  }
}
