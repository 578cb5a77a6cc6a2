package io.clipstreams.model.image.codec;

import io.clipstreams.failure.ProcessingException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/**
 * The first frame of a GIF, laid on its logical screen. Where the frame leaves the screen free, the
 * transparent colour shows, or colour 0 where there is none, as in Pillow.
 *
 * <p>Source: GIF89a specification (CompuServe, 1990).
 */
final class GifReader implements FormatReader {
  private static final int SIGNATURE_LENGTH = 6;
  private static final int EXTENSION = 0x21;
  private static final int FRAME = 0x2C;
  private static final int TRAILER = 0x3B;
  private static final int GRAPHIC_CONTROL = 0xF9;

  /** What LZW makes of a byte at most: 4,096 pixels of a code of 12 bits. */
  private static final long MOST_EXPANSION = 4096;

  /** A frame's place on the screen and how its pixels are stored. */
  private record Frame(int x, int y, int width, int height, boolean interlaced, int[] colours) {}

  @Override
  public StoredImage read(byte[] file, ReadSettings settings)
      throws ProcessingException, IOException {
    try {
      return read(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN), settings);
    } catch (BufferUnderflowException e) {
      throw new IOException("GIF ends before its first frame", e);
    }
  }

  private static StoredImage read(ByteBuffer in, ReadSettings settings)
      throws ProcessingException, IOException {
    in.position(SIGNATURE_LENGTH);
    int screenWidth = in.getShort() & 0xFFFF;
    int screenHeight = in.getShort() & 0xFFFF;
    int flags = in.get();
    in.position(in.position() + 2);
    int[] global = (flags & 0x80) != 0 ? readColours(in, flags) : ramp();
    OptionalInt transparent = skipToFrame(in);
    Frame frame = readFrame(in, global);
    int width = Math.max(screenWidth, frame.x + frame.width);
    int height = Math.max(screenHeight, frame.y + frame.height);
    settings.limits().requirePixels(width, height);
    if (frame.width == 0 || frame.height == 0) {
      throw new IOException("GIF frame of %d x %d pixels".formatted(frame.width, frame.height));
    }
    if ((long) frame.width * frame.height > in.remaining() * MOST_EXPANSION) {
      throw new EOFException("GIF with %d bytes of pixels".formatted(in.remaining()));
    }
    if (transparent.isPresent()) {
      frame.colours[transparent.getAsInt()] &= 0xFF_FFFF;
    }
    Canvas canvas = new Canvas(width, height, settings.alpha());
    if (frame.width < width || frame.height < height) {
      fill(canvas, frame.colours[transparent.orElse(0)]);
    }
    readPixels(in, frame, canvas);
    return canvas.image(Orientation.UPRIGHT);
  }

  private static void fill(Canvas canvas, int colour) {
    int pixels = canvas.width() * canvas.height();
    for (int i = 0; i < pixels; i++) {
      canvas.setArgb(i, colour);
    }
  }

  /** Reads extensions up to the frame; gives the transparent colour's index. */
  private static OptionalInt skipToFrame(ByteBuffer in) throws IOException {
    OptionalInt transparent = OptionalInt.empty();
    while (true) {
      switch (in.get()) {
        case FRAME -> {
          return transparent;
        }
        case TRAILER -> throw new EOFException("GIF without a frame");
        case EXTENSION -> {
          boolean control = (in.get() & 255) == GRAPHIC_CONTROL;
          int length = in.get() & 255;
          if (control && length >= 4 && (in.get(in.position()) & 1) != 0) {
            transparent = OptionalInt.of(in.get(in.position() + 3) & 255);
          }
          while (length > 0) {
            in.position(Math.min(in.limit(), in.position() + length));
            length = in.get() & 255;
          }
        }
        default -> {
          // Stray bytes between blocks are stepped over, as in Pillow.
        }
      }
    }
  }

  private static Frame readFrame(ByteBuffer in, int[] global) {
    int x = in.getShort() & 0xFFFF;
    int y = in.getShort() & 0xFFFF;
    int width = in.getShort() & 0xFFFF;
    int height = in.getShort() & 0xFFFF;
    int flags = in.get();
    int[] colours = (flags & 0x80) != 0 ? readColours(in, flags) : global;
    return new Frame(x, y, width, height, (flags & 0x40) != 0, colours);
  }

  /** Colours beyond the table are black, or grey where the table is a ramp of grey. */
  private static int[] readColours(ByteBuffer in, int flags) {
    int[] colours = new int[256];
    int stored = 2 << (flags & 7);
    boolean grey = true;
    for (int i = 0; i < stored; i++) {
      int rgb = (in.get() & 255) << 16 | (in.get() & 255) << 8 | (in.get() & 255);
      grey &= rgb == i * 0x010101;
      colours[i] = 0xFF << 24 | rgb;
    }
    if (grey) {
      return ramp();
    }
    for (int i = stored; i < 256; i++) {
      colours[i] = 0xFF << 24;
    }
    return colours;
  }

  private static int[] ramp() {
    int[] colours = new int[256];
    for (int i = 0; i < 256; i++) {
      colours[i] = 0xFF << 24 | i * 0x010101;
    }
    return colours;
  }

  private static void readPixels(ByteBuffer in, Frame frame, Canvas canvas) throws IOException {
    GifLzw lzw = new GifLzw(in);
    byte[] row = new byte[frame.width];
    int[][] passes =
        frame.interlaced ? new int[][] {{0, 8}, {4, 8}, {2, 4}, {1, 2}} : new int[][] {{0, 1}};
    for (int[] pass : passes) {
      for (int y = pass[0]; y < frame.height; y += pass[1]) {
        lzw.readFully(row);
        int pixel = (frame.y + y) * canvas.width() + frame.x;
        for (byte index : row) {
          canvas.setArgb(pixel++, frame.colours[index & 255]);
        }
      }
    }
  }
}
