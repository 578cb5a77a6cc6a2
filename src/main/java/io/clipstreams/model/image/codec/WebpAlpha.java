package io.clipstreams.model.image.codec;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/** The alpha chunk of a lossy WebP frame (RFC 9649, section 2.7.1.2). */
final class WebpAlpha {
  private static final int HORIZONTAL = 1;
  private static final int VERTICAL = 2;
  private static final int GRADIENT = 3;

  private WebpAlpha() {}

  /** A byte a pixel, row by row. */
  static byte[] read(byte[] file, WebpFrame frame) throws IOException {
    int flags = file[frame.alphaFrom()];
    int from = frame.alphaFrom() + 1;
    byte[] alpha =
        switch (flags & 3) {
          case 0 -> raw(file, from, frame);
          case 1 -> compressed(file, from, frame);
          default -> throw new IOException("WebP alpha with compression " + (flags & 3));
        };
    unfilter(alpha, frame.width(), flags >> 2 & 3);
    return alpha;
  }

  private static byte[] raw(byte[] file, int from, WebpFrame frame) throws IOException {
    int size = frame.width() * frame.height();
    if (size > frame.alphaTo() - from) {
      throw new EOFException("WebP alpha ends early");
    }
    return Arrays.copyOfRange(file, from, from + size);
  }

  /** Alpha is the green channel of a VP8L image. */
  private static byte[] compressed(byte[] file, int from, WebpFrame frame) throws IOException {
    int[] pixels =
        Vp8lImage.decodeHeaderless(file, from, frame.alphaTo(), frame.width(), frame.height());
    byte[] alpha = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      alpha[i] = (byte) (pixels[i] >> 8);
    }
    return alpha;
  }

  private static void unfilter(byte[] alpha, int width, int filter) {
    for (int i = 1; i < alpha.length; i++) {
      boolean first = i % width == 0;
      if (filter == HORIZONTAL) {
        alpha[i] += first ? alpha[i - width] : alpha[i - 1];
      } else if (filter == VERTICAL) {
        alpha[i] += i < width ? alpha[i - 1] : alpha[i - width];
      } else if (filter == GRADIENT) {
        alpha[i] += (byte) gradient(alpha, i, width, first);
      }
    }
  }

  private static int gradient(byte[] alpha, int i, int width, boolean first) {
    if (first) {
      return alpha[i - width];
    }
    if (i < width) {
      return alpha[i - 1];
    }
    int corner = alpha[i - width - 1] & 255;
    return Samples.clamp((alpha[i - 1] & 255) + (alpha[i - width] & 255) - corner);
  }
}
