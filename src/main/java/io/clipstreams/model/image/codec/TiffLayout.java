package io.clipstreams.model.image.codec;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.image.ImageLimits;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * How a TIFF's first image is stored: the tags that matter, checked. A block is a strip or a tile.
 *
 * @param bits of each sample, all alike
 * @param samples of a pixel, extra ones included
 * @param format 1 unsigned, 2 signed, 3 floating point
 * @param extras the meaning of the samples beyond the colour's: 0 none, 1 alpha that the colour is
 *     multiplied with, 2 alpha
 * @param separate whether each sample has blocks of its own
 * @param blockHeight rows of a block; the last strip has fewer
 * @param offsets where each block begins, plane by plane
 * @param lengths bytes of each block; empty where the file does not say
 */
record TiffLayout(
    boolean bigEndian,
    int width,
    int height,
    int bits,
    int samples,
    int format,
    int photometric,
    long[] extras,
    int compression,
    int predictor,
    boolean reversedBits,
    boolean separate,
    boolean tiled,
    int blockWidth,
    int blockHeight,
    long[] offsets,
    long[] lengths) {
  static final int WHITE_IS_ZERO = 0;
  static final int BLACK_IS_ZERO = 1;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int CMYK = 5;
  static final int YCC = 6;

  private static final int MOST_SAMPLES = 16;

  static TiffLayout of(TiffDirectory tags, ImageLimits limits)
      throws ProcessingException, IOException {
    long width = required(tags, 256, "ImageWidth");
    long height = required(tags, 257, "ImageLength");
    limits.requirePixels(width, height);
    long samples = tags.value(277, 1);
    if (samples < 1 || samples > MOST_SAMPLES) {
      throw unsupported("TIFF of %d samples a pixel".formatted(samples));
    }
    boolean tiled = tags.has(324);
    long blockWidth = tiled ? required(tags, 322, "TileWidth") : width;
    long blockHeight =
        tiled ? required(tags, 323, "TileLength") : Math.min(height, tags.value(278, height));
    limits.requirePixels(blockWidth, blockHeight);
    TiffLayout layout =
        new TiffLayout(
            tags.bigEndian(),
            (int) width,
            (int) height,
            same(tags, 258, "bits", samples),
            (int) samples,
            same(tags, 339, "sample formats", samples),
            (int) tags.value(262, 0),
            tags.values(338).orElse(new long[0]),
            (int) tags.value(259, 1),
            (int) tags.value(317, 1),
            tags.value(266, 1) == 2,
            tags.value(284, 1) == 2 && samples > 1,
            tiled,
            (int) blockWidth,
            (int) blockHeight,
            tags.values(tiled ? 324 : 273).orElse(new long[0]),
            tags.values(tiled ? 325 : 279).orElse(new long[0]));
    if (layout.offsets.length < layout.blockCount()) {
      throw new IOException(
          "TIFF names %d of its %d strips or tiles"
              .formatted(layout.offsets.length, layout.blockCount()));
    }
    return layout;
  }

  int blocksAcross() {
    return (int) (((long) width + blockWidth - 1) / blockWidth);
  }

  int blocksDown() {
    return (int) (((long) height + blockHeight - 1) / blockHeight);
  }

  long blockCount() {
    return (long) blocksAcross() * blocksDown() * (separate ? samples : 1);
  }

  /** Samples that stand beside one another in a block. */
  int samplesTogether() {
    return separate ? 1 : samples;
  }

  /** Rows that are stored in the blocks of a row of blocks. */
  int storedRows(int blockRow) {
    return tiled ? blockHeight : Math.min(blockHeight, height - blockRow * blockHeight);
  }

  /** Bytes of a row of a block. */
  long rowBytes() {
    return ((long) blockWidth * samplesTogether() * bits + 7) / 8;
  }

  /** The sample that is alpha, unless there is none. RGB with a fourth sample has alpha untold. */
  Optional<Integer> alphaSample() {
    int colours = colourSamples();
    if (samples <= colours) {
      return Optional.empty();
    }
    boolean alpha = extras.length == 0 ? photometric == RGB : extras[0] != 0;
    return alpha ? Optional.of(colours) : Optional.empty();
  }

  boolean multipliedWithAlpha() {
    return extras.length > 0 && extras[0] == 1;
  }

  int colourSamples() {
    return switch (photometric) {
      case RGB, YCC -> 3;
      case CMYK -> 4;
      default -> 1;
    };
  }

  static ProcessingException unsupported(String what) {
    return new ProcessingException(
        FailureCode.UNSUPPORTED_FORMAT, what + " is not supported: send JPEG, PNG or WebP");
  }

  private static long required(TiffDirectory tags, int tag, String name) throws IOException {
    return tags.value(tag).orElseThrow(() -> new IOException("TIFF without " + name));
  }

  private static int same(TiffDirectory tags, int tag, String name, long samples)
      throws ProcessingException {
    long[] values = tags.values(tag).filter(v -> v.length > 0).orElse(new long[] {1});
    long[] used = Arrays.copyOf(values, (int) Math.min(values.length, samples));
    if (Arrays.stream(used).anyMatch(v -> v != used[0])) {
      throw unsupported("TIFF with %s %s".formatted(name, Arrays.toString(used)));
    }
    return (int) used[0];
  }
}
