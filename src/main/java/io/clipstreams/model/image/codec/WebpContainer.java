package io.clipstreams.model.image.codec;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** The chunks of a WebP file: its canvas, first frame and orientation. */
final class WebpContainer {
  private static final int RIFF_HEADER = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int FRAME_HEADER = 16;
  private static final int VP8 = 0x20385056;
  private static final int VP8L = 0x4C385056;
  private static final int VP8X = 0x58385056;
  private static final int ALPH = 0x48504C41;
  private static final int ANMF = 0x464D4E41;
  private static final int EXIF = 0x46495845;
  private static final int XMP = 0x20504D58;

  private final byte[] file;
  private final ByteBuffer in;
  private final OrientationTags orientation = new OrientationTags();
  private Optional<Integer> canvasWidth = Optional.empty();
  private Optional<Integer> canvasHeight = Optional.empty();
  private Optional<WebpFrame> frame = Optional.empty();
  private int alphaFrom;
  private int alphaTo;

  private WebpContainer(byte[] file) {
    this.file = file;
    this.in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
  }

  static WebpContainer parse(byte[] file) throws IOException {
    WebpContainer container = new WebpContainer(file);
    long end = 8 + (container.in.getInt(4) & 0xFFFF_FFFFL);
    if (end > file.length) {
      throw new EOFException(
          "WebP of %d bytes, its header declares %d".formatted(file.length, end));
    }
    container.readChunks(RIFF_HEADER, (int) end, 0, 0);
    return container;
  }

  /** The first frame. */
  WebpFrame frame() throws IOException {
    return frame.orElseThrow(() -> new IOException("WebP without a frame"));
  }

  /** Empty for the simple format, where the frame is the whole image. */
  Optional<Integer> canvasWidth() {
    return canvasWidth;
  }

  Optional<Integer> canvasHeight() {
    return canvasHeight;
  }

  Orientation orientation() {
    return orientation.orientation();
  }

  private void readChunks(int from, int end, int x, int y) throws IOException {
    int at = from;
    while (at <= end - CHUNK_HEADER) {
      int type = in.getInt(at);
      long size = in.getInt(at + 4) & 0xFFFF_FFFFL;
      int data = at + CHUNK_HEADER;
      if (size > end - data) {
        throw new EOFException("WebP chunk of %d bytes is cut off".formatted(size));
      }
      readChunk(type, data, data + (int) size, x, y);
      at = data + (int) size + (int) (size & 1);
    }
  }

  private void readChunk(int type, int from, int to, int x, int y) throws IOException {
    switch (type) {
      case VP8X -> {
        requireLength(from, to, 10);
        canvasWidth = Optional.of(number24(from + 4) + 1);
        canvasHeight = Optional.of(number24(from + 7) + 1);
      }
      case ALPH -> {
        alphaFrom = from;
        alphaTo = to;
      }
      case VP8 -> {
        if (frame.isEmpty()) {
          frame = Optional.of(WebpFrame.lossy(file, x, y, from, to, alphaFrom, alphaTo));
        }
      }
      case VP8L -> {
        if (frame.isEmpty()) {
          frame = Optional.of(WebpFrame.lossless(file, x, y, from, to));
        }
      }
      case ANMF -> readAnimationFrame(from, to);
      case EXIF -> orientation.addExif(file, from, to - from);
      case XMP -> orientation.addXmp(file, from, to - from);
      default -> {
        // Colour profiles and the animation's settings do not change what the reference computes.
      }
    }
  }

  private void readAnimationFrame(int from, int to) throws IOException {
    requireLength(from, to, FRAME_HEADER);
    if (frame.isEmpty()) {
      readChunks(from + FRAME_HEADER, to, 2 * number24(from), 2 * number24(from + 3));
    }
  }

  private static void requireLength(int from, int to, int length) throws IOException {
    if (to - from < length) {
      throw new EOFException("WebP chunk of %d bytes, needs %d".formatted(to - from, length));
    }
  }

  private int number24(int at) {
    return (in.getShort(at) & 0xFFFF) | (in.get(at + 2) & 255) << 16;
  }
}
