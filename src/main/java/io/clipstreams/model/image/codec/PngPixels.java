package io.clipstreams.model.image.codec;

import io.clipstreams.model.image.Grey16Policy;
import java.io.IOException;

/** Turns the samples of a PNG's rows into pixels of the canvas. */
final class PngPixels {
  private final PngHeader header;
  private final int[] colours;
  private final boolean keyed;
  private final int keyRed;
  private final int keyGreen;
  private final int keyBlue;
  private final boolean scaleGrey16;
  private final Canvas canvas;

  /**
   * @param palette the PLTE chunk, empty where there is none
   * @param transparency the tRNS chunk, empty where there is none
   */
  PngPixels(
      PngHeader header, byte[] palette, byte[] transparency, Grey16Policy grey16, Canvas canvas)
      throws IOException {
    this.header = header;
    this.canvas = canvas;
    this.scaleGrey16 = grey16 == Grey16Policy.SCALE;
    this.colours = colours(palette, transparency);
    int type = header.colourType();
    if (type == PngHeader.PALETTE && palette.length < 3) {
      throw new IOException("PNG with a palette's indices, but without a palette");
    }
    boolean greyKey = type == PngHeader.GREY && transparency.length >= 2;
    boolean rgbKey = type == PngHeader.RGB && transparency.length >= 6;
    this.keyed = canvas.usesAlpha() && (greyKey || rgbKey);
    this.keyRed = keyed ? sample16(transparency, 0) : -1;
    this.keyGreen = keyed && rgbKey ? sample16(transparency, 2) : -1;
    this.keyBlue = keyed && rgbKey ? sample16(transparency, 4) : -1;
  }

  /** Indices beyond the palette are black, as in Pillow. */
  private static int[] colours(byte[] palette, byte[] transparency) {
    int[] colours = new int[256];
    for (int i = 0; i < 256; i++) {
      boolean stored = 3 * i + 2 < palette.length;
      int rgb =
          stored
              ? (palette[3 * i] & 255) << 16
                  | (palette[3 * i + 1] & 255) << 8
                  | (palette[3 * i + 2] & 255)
              : 0;
      int alpha = i < transparency.length ? transparency[i] & 255 : 255;
      colours[i] = alpha << 24 | rgb;
    }
    return colours;
  }

  /**
   * Sets every {@code step}-th pixel of row {@code y} from {@code x}; the row has a filter byte.
   */
  void setRow(byte[] row, int y, int x, int step, int columns) {
    int pixel = y * header.width() + x;
    switch (header.colourType()) {
      case PngHeader.GREY -> setGrey(row, pixel, step, columns);
      case PngHeader.RGB -> setRgb(row, pixel, step, columns);
      case PngHeader.PALETTE -> setPalette(row, pixel, step, columns);
      case PngHeader.GREY_ALPHA -> setGreyAlpha(row, pixel, step, columns);
      default -> setRgba(row, pixel, step, columns);
    }
  }

  private void setGrey(byte[] row, int first, int step, int columns) {
    int depth = header.depth();
    int scale = depth < 8 ? 255 / ((1 << depth) - 1) : 1;
    for (int i = 0, pixel = first; i < columns; i++, pixel += step) {
      int sample = depth == 16 ? sample16(row, 1 + 2 * i) : bits(row, i, depth);
      int grey = depth == 16 ? Samples.grey16(sample, scaleGrey16) : sample * scale;
      canvas.set(pixel, grey, grey, grey, keyed && sample == keyRed ? 0 : 255);
    }
  }

  private void setRgb(byte[] row, int first, int step, int columns) {
    int bytes = header.depth() / 8;
    for (int i = 0, pixel = first; i < columns; i++, pixel += step) {
      int at = 1 + 3 * bytes * i;
      int red = row[at] & 255;
      int green = row[at + bytes] & 255;
      int blue = row[at + 2 * bytes] & 255;
      canvas.set(pixel, red, green, blue, keyed && isKey(row, at, bytes) ? 0 : 255);
    }
  }

  private boolean isKey(byte[] row, int at, int bytes) {
    return bytes == 1
        ? (row[at] & 255) == keyRed
            && (row[at + 1] & 255) == keyGreen
            && (row[at + 2] & 255) == keyBlue
        : sample16(row, at) == keyRed
            && sample16(row, at + 2) == keyGreen
            && sample16(row, at + 4) == keyBlue;
  }

  private void setPalette(byte[] row, int first, int step, int columns) {
    int depth = header.depth();
    for (int i = 0, pixel = first; i < columns; i++, pixel += step) {
      canvas.setArgb(pixel, colours[bits(row, i, depth)]);
    }
  }

  private void setGreyAlpha(byte[] row, int first, int step, int columns) {
    int bytes = header.depth() / 8;
    for (int i = 0, pixel = first; i < columns; i++, pixel += step) {
      int at = 1 + 2 * bytes * i;
      int grey = row[at] & 255;
      canvas.set(pixel, grey, grey, grey, row[at + bytes] & 255);
    }
  }

  private void setRgba(byte[] row, int first, int step, int columns) {
    int bytes = header.depth() / 8;
    for (int i = 0, pixel = first; i < columns; i++, pixel += step) {
      int at = 1 + 4 * bytes * i;
      canvas.set(
          pixel,
          row[at] & 255,
          row[at + bytes] & 255,
          row[at + 2 * bytes] & 255,
          row[at + 3 * bytes] & 255);
    }
  }

  private static int bits(byte[] row, int i, int depth) {
    if (depth == 8) {
      return row[1 + i] & 255;
    }
    int bit = i * depth;
    return row[1 + (bit >> 3)] >> (8 - depth - (bit & 7)) & (1 << depth) - 1;
  }

  private static int sample16(byte[] bytes, int at) {
    return (bytes[at] & 255) << 8 | (bytes[at + 1] & 255);
  }
}
