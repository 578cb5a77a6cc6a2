package io.clipstreams.model.image.codec;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A PNG's IHDR; width and height are unsigned. */
record PngHeader(
    int width, int height, int depth, int colourType, int compression, int filter, int interlace) {
  static final int GREY = 0;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int GREY_ALPHA = 4;
  static final int RGBA = 6;

  static PngHeader parse(ByteBuffer chunk) throws IOException {
    if (chunk.remaining() < 13) {
      throw new IOException("PNG header of %d bytes".formatted(chunk.remaining()));
    }
    return new PngHeader(
        chunk.getInt(),
        chunk.getInt(),
        chunk.get(),
        chunk.get(),
        chunk.get(),
        chunk.get(),
        chunk.get());
  }

  void requireValid() throws IOException {
    boolean known =
        switch (colourType) {
          case GREY -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
          case PALETTE -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
          case RGB, GREY_ALPHA, RGBA -> depth == 8 || depth == 16;
          default -> false;
        };
    if (!known || compression != 0 || filter != 0 || interlace < 0 || interlace > 1) {
      throw new IOException(
          "PNG of colour type %d, depth %d, compression %d, filter %d, interlace %d"
              .formatted(colourType, depth, compression, filter, interlace));
    }
  }

  int samplesPerPixel() {
    return switch (colourType) {
      case RGB -> 3;
      case GREY_ALPHA -> 2;
      case RGBA -> 4;
      default -> 1;
    };
  }

  /** Bytes of a row of so many pixels, without its filter byte. */
  int rowBytes(int pixels) {
    return Math.toIntExact(((long) pixels * samplesPerPixel() * depth + 7) / 8);
  }
}
