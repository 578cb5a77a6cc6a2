package io.clipstreams.model.image.codec;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A lossless WebP image (VP8L). (TwelveMonkeys 3.14.0 takes a colour index beyond the table for
 * opaque white; it is transparent black, which libwebp's encoder makes use of.)
 *
 * <p>Source: RFC 9649, section 3.
 */
final class Vp8lImage {
  private static final int PREDICTOR = 0;
  private static final int COLOUR = 1;
  private static final int SUBTRACT_GREEN = 2;

  private Vp8lImage() {}

  /**
   * Decodes a stream with its header.
   *
   * @return 0xAARRGGBB a pixel, row by row
   * @throws IOException if it is damaged or ends early
   */
  static int[] decode(byte[] data, int from, int to) throws IOException {
    Vp8lBits bits = new Vp8lBits(data, from + 1, to);
    int width = bits.number(14) + 1;
    int height = bits.number(14) + 1;
    boolean alpha = bits.flag();
    if (bits.number(3) != 0) {
      throw new IOException("VP8L image of an unknown version");
    }
    int[] pixels = decode(bits, width, height);
    for (int i = 0; !alpha && i < pixels.length; i++) {
      pixels[i] |= 0xFF00_0000;
    }
    return pixels;
  }

  /** Decodes a stream without a header, as the alpha of lossy images has it. */
  static int[] decodeHeaderless(byte[] data, int from, int to, int width, int height)
      throws IOException {
    return decode(new Vp8lBits(data, from, to), width, height);
  }

  private static int[] decode(Vp8lBits bits, int width, int height) throws IOException {
    Deque<Vp8lTransform> transforms = new ArrayDeque<>();
    Vp8lPixels reader = new Vp8lPixels(bits);
    int stored = width;
    int seen = 0;
    while (bits.flag()) {
      int type = bits.number(2);
      if ((seen & 1 << type) != 0) {
        throw new IOException("VP8L image with a transform twice");
      }
      seen |= 1 << type;
      Vp8lTransform transform = readTransform(type, bits, reader, stored, height);
      transforms.push(transform);
      stored = transform.storedWidth();
    }
    int[] pixels = reader.readMain(stored, height);
    for (Vp8lTransform transform : transforms) {
      pixels = transform.undo(pixels);
    }
    return pixels;
  }

  private static Vp8lTransform readTransform(
      int type, Vp8lBits bits, Vp8lPixels reader, int width, int height) throws IOException {
    if (type == SUBTRACT_GREEN) {
      return new Vp8lTransform.SubtractGreen(width);
    }
    if (type == PREDICTOR || type == COLOUR) {
      int blockBits = 2 + bits.number(3);
      int across = Vp8lPixels.blocks(width, blockBits);
      int[] blocks = reader.readAuxiliary(across, Vp8lPixels.blocks(height, blockBits));
      return type == PREDICTOR
          ? new Vp8lPredictor(width, blockBits, blocks)
          : new Vp8lTransform.Colour(width, blockBits, blocks);
    }
    int[] colours = reader.readAuxiliary(bits.number(8) + 1, 1);
    return Vp8lTransform.Indices.ofDifferences(width, height, colours);
  }
}
