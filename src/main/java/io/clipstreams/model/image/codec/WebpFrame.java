package io.clipstreams.model.image.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A frame of a WebP file.
 *
 * @param x on the canvas, in pixels
 * @param y on the canvas, in pixels
 * @param width as the frame's own header says
 * @param height as the frame's own header says
 * @param lossy VP8, otherwise VP8L
 * @param from the first byte of its data
 * @param to the byte behind its data
 * @param alphaFrom the first byte of the alpha chunk of a lossy frame
 * @param alphaTo the byte behind it; the same where there is none
 */
record WebpFrame(
    int x,
    int y,
    int width,
    int height,
    boolean lossy,
    int from,
    int to,
    int alphaFrom,
    int alphaTo) {
  static final int VP8L_SIGNATURE = 0x2F;
  static final int VP8L_HEADER = 5;

  static WebpFrame lossy(byte[] file, int x, int y, int from, int to, int alphaFrom, int alphaTo)
      throws IOException {
    Vp8Header.requireKeyFrame(file, from, to);
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int width = in.getShort(from + 6) & 0x3FFF;
    int height = in.getShort(from + 8) & 0x3FFF;
    return new WebpFrame(x, y, width, height, true, from, to, alphaFrom, alphaTo);
  }

  static WebpFrame lossless(byte[] file, int x, int y, int from, int to) throws IOException {
    if (to - from < VP8L_HEADER || file[from] != VP8L_SIGNATURE) {
      throw new IOException("VP8L signature expected");
    }
    int bits = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(from + 1);
    int width = (bits & 0x3FFF) + 1;
    int height = (bits >> 14 & 0x3FFF) + 1;
    return new WebpFrame(x, y, width, height, false, from, to, from, from);
  }

  boolean hasAlpha() {
    return alphaTo > alphaFrom;
  }

  void requireInside(int canvasWidth, int canvasHeight) throws IOException {
    if (x > canvasWidth - width || y > canvasHeight - height) {
      throw new IOException(
          "WebP frame of %d x %d at %d, %d on a canvas of %d x %d"
              .formatted(width, height, x, y, canvasWidth, canvasHeight));
    }
  }
}
