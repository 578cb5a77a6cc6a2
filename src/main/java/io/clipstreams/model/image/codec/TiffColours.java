package io.clipstreams.model.image.codec;

import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.image.Grey16Policy;
import java.io.IOException;
import java.util.Optional;

/** Turns a TIFF's samples into colours, by their photometric interpretation. */
final class TiffColours {
  private static final int COLOUR_MAP = 320;

  private final TiffLayout layout;
  private final int[] palette;
  private final boolean scaleGrey16;
  private final int alphaSample;
  private final int shift;

  private TiffColours(TiffLayout layout, int[] palette, boolean scaleGrey16) {
    this.layout = layout;
    this.palette = palette;
    this.scaleGrey16 = scaleGrey16;
    this.alphaSample = layout.alphaSample().orElse(-1);
    this.shift = layout.bits() == 16 ? 8 : 0;
  }

  /**
   * @throws ProcessingException UNSUPPORTED_FORMAT for a combination of colours and bits without a
   *     meaning here
   */
  static TiffColours of(TiffLayout layout, TiffDirectory tags, Grey16Policy grey16)
      throws ProcessingException, IOException {
    int bits = layout.bits();
    boolean known =
        switch (layout.photometric()) {
          case TiffLayout.WHITE_IS_ZERO, TiffLayout.BLACK_IS_ZERO -> isGrey(layout);
          case TiffLayout.RGB -> (bits == 8 || bits == 16) && layout.samples() >= 3;
          case TiffLayout.PALETTE -> bits == 1 || bits == 2 || bits == 4 || bits == 8;
          case TiffLayout.CMYK -> (bits == 8 || bits == 16) && layout.samples() >= 4;
          case TiffLayout.YCC -> bits == 8 && layout.samples() == 3;
          default -> false;
        };
    if (!known || (layout.format() == 3 && bits != 32)) {
      throw TiffLayout.unsupported(
          "TIFF of photometric interpretation %d, %d x %d bits, format %d"
              .formatted(layout.photometric(), layout.samples(), bits, layout.format()));
    }
    int[] palette = layout.photometric() == TiffLayout.PALETTE ? palette(tags, bits) : new int[0];
    return new TiffColours(layout, palette, grey16 == Grey16Policy.SCALE);
  }

  private static boolean isGrey(TiffLayout layout) {
    return switch (layout.bits()) {
      case 1, 2, 4, 8, 12, 16, 32 -> true;
      default -> false;
    };
  }

  private static int[] palette(TiffDirectory tags, int bits) throws IOException {
    Optional<long[]> map = tags.values(COLOUR_MAP);
    int colours = 1 << bits;
    if (map.isEmpty() || map.get().length < 3 * colours) {
      throw new IOException("TIFF palette is missing or too short");
    }
    int[] palette = new int[colours];
    for (int i = 0; i < colours; i++) {
      long red = map.get()[i] >> 8;
      long green = map.get()[colours + i] >> 8;
      long blue = map.get()[2 * colours + i] >> 8;
      palette[i] = (int) (0xFF00_0000L | red << 16 | green << 8 | blue);
    }
    return palette;
  }

  /** Sets pixels of the canvas from one on, from samples that stand pixel by pixel. */
  void setPixels(int[] samples, int pixels, Canvas canvas, int first) {
    int step = layout.samples();
    for (int i = 0, at = 0; i < pixels; i++, at += step) {
      int alpha = alphaSample < 0 ? 255 : samples[at + alphaSample] >> shift;
      int rgb = rgb(samples, at);
      if (alphaSample >= 0 && layout.multipliedWithAlpha()) {
        rgb = divide(rgb, alpha);
      }
      canvas.setArgb(first + i, alpha << 24 | rgb);
    }
  }

  private int rgb(int[] samples, int at) {
    return switch (layout.photometric()) {
      case TiffLayout.PALETTE -> palette[samples[at]] & 0xFF_FFFF;
      case TiffLayout.CMYK -> {
        int k = 255 - (samples[at + 3] >> shift);
        yield Samples.multiply(255 - (samples[at] >> shift), k) << 16
            | Samples.multiply(255 - (samples[at + 1] >> shift), k) << 8
            | Samples.multiply(255 - (samples[at + 2] >> shift), k);
      }
      case TiffLayout.RGB, TiffLayout.YCC ->
          samples[at] >> shift << 16 | samples[at + 1] >> shift << 8 | samples[at + 2] >> shift;
      default -> grey(samples[at]) * 0x010101;
    };
  }

  private int grey(int sample) {
    boolean invert = layout.photometric() == TiffLayout.WHITE_IS_ZERO;
    int bits = layout.bits();
    if (bits <= 8) {
      int most = (1 << bits) - 1;
      return (invert ? most - sample : sample) * (255 / most);
    }
    // The reference clips deep grey as it is stored, without inverting it.
    if (scaleGrey16 && layout.format() == 1 && bits <= 16) {
      int most = (1 << bits) - 1;
      int upright = invert ? most - sample : sample;
      return bits == 16 ? Samples.grey16(upright, true) : (upright * 255 + most / 2) / most;
    }
    return layout.format() == 1 && bits == 32 && sample < 0 ? 255 : Samples.clamp(sample);
  }

  /** The colour before it was multiplied with alpha, as Pillow gives it. */
  private static int divide(int rgb, int alpha) {
    if (alpha == 0 || alpha == 255) {
      return alpha == 0 ? 0 : rgb;
    }
    int red = Math.min(255, 255 * (rgb >> 16 & 255) / alpha);
    int green = Math.min(255, 255 * (rgb >> 8 & 255) / alpha);
    int blue = Math.min(255, 255 * (rgb & 255) / alpha);
    return red << 16 | green << 8 | blue;
  }
}
