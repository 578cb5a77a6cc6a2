package io.clipstreams.model.image.codec;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Windows and OS/2 bitmaps of 1, 4, 8, 16, 24 and 32 bits, with bit fields or run lengths, bottom
 * up or top down. The fourth byte of plain 32-bit bitmaps is no alpha, as in Pillow.
 *
 * <p>Source: Microsoft's documentation of BITMAPINFOHEADER and its successors.
 */
final class BmpReader implements FormatReader {
  private static final int FILE_HEADER = 14;
  private static final int RAW = 0;
  private static final int RLE8 = 1;
  private static final int RLE4 = 2;
  private static final int BIT_FIELDS = 3;
  private static final int ALPHA_BIT_FIELDS = 6;

  /** The header, whatever its version; {@code rows} counts without sign. */
  private record Header(
      int size, long width, long rows, boolean topDown, int depth, int compression, long colours) {

    static Header parse(ByteBuffer in) throws IOException, ProcessingException {
      int size = require(in, FILE_HEADER, 4).getInt(FILE_HEADER);
      int at = FILE_HEADER + 4;
      switch (size) {
        case 12 -> {
          require(in, at, 8);
          long width = in.getShort(at) & 0xFFFF;
          long rows = in.getShort(at + 2) & 0xFFFF;
          return new Header(size, width, rows, false, in.getShort(at + 6), RAW, 0);
        }
        case 40, 52, 56, 64, 108, 124 -> {
          require(in, at, size - 4);
          long height = in.getInt(at + 4);
          return new Header(
              size,
              in.getInt(at) & 0xFFFF_FFFFL,
              Math.abs(height),
              height < 0,
              in.getShort(at + 10),
              in.getInt(at + 12),
              in.getInt(at + 28) & 0xFFFF_FFFFL);
        }
        default ->
            throw new ProcessingException(
                FailureCode.UNSUPPORTED_FORMAT,
                "BMP with a header of %d bytes is not supported: send JPEG, PNG or WebP"
                    .formatted(size));
      }
    }

    int colourBytes() {
      return size == 12 ? 3 : 4;
    }

    int colourCount() {
      return colours == 0 || colours > 1L << depth ? 1 << depth : (int) colours;
    }
  }

  @Override
  public StoredImage read(byte[] file, ReadSettings settings)
      throws ProcessingException, IOException {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    Header header = Header.parse(in);
    settings.limits().requirePixels(header.width, header.rows);
    if (header.compression != RLE8 && header.compression != RLE4) {
      // Before pixels are allocated that the file cannot hold.
      rowStart(in, pixelOffset(in, header), (int) header.rows - 1, stride(header));
    }
    Canvas canvas = new Canvas((int) header.width, (int) header.rows, settings.alpha());
    switch (header.compression) {
      case RAW, BIT_FIELDS, ALPHA_BIT_FIELDS -> {
        switch (header.depth) {
          case 1, 2, 4, 8 -> readIndexed(in, header, canvas);
          case 16, 24, 32 -> readDirect(in, header, canvas);
          default -> throw unsupported(header);
        }
      }
      case RLE8, RLE4 -> readRuns(in, header, canvas);
      default -> throw unsupported(header);
    }
    return canvas.image(Orientation.UPRIGHT);
  }

  private static void readIndexed(ByteBuffer in, Header header, Canvas canvas) throws IOException {
    int[] colours = colours(in, header);
    int depth = header.depth;
    int mask = (1 << depth) - 1;
    int stride = stride(header);
    int start = pixelOffset(in, header);
    for (int row = 0; row < canvas.height(); row++) {
      int at = rowStart(in, start, row, stride);
      int pixel = firstPixel(header, canvas, row);
      for (int x = 0; x < canvas.width(); x++) {
        int bit = x * depth;
        int index = in.get(at + (bit >> 3)) >> (8 - depth - (bit & 7)) & mask;
        canvas.setArgb(pixel + x, colours[index]);
      }
    }
  }

  private static void readDirect(ByteBuffer in, Header header, Canvas canvas)
      throws IOException, ProcessingException {
    BmpMasks masks = masks(in, header);
    int bytes = header.depth / 8;
    int stride = stride(header);
    int start = pixelOffset(in, header);
    for (int row = 0; row < canvas.height(); row++) {
      int at = rowStart(in, start, row, stride);
      int pixel = firstPixel(header, canvas, row);
      for (int x = 0; x < canvas.width(); x++, at += bytes) {
        int value =
            switch (bytes) {
              case 2 -> in.getShort(at) & 0xFFFF;
              case 3 -> (in.getShort(at) & 0xFFFF) | (in.get(at + 2) & 255) << 16;
              default -> in.getInt(at);
            };
        canvas.setArgb(pixel + x, masks.argb(value));
      }
    }
  }

  private static BmpMasks masks(ByteBuffer in, Header header)
      throws ProcessingException, IOException {
    if (header.compression == RAW) {
      return header.depth == 16 ? BmpMasks.RGB555 : BmpMasks.RGB888;
    }
    int at = FILE_HEADER + 40;
    boolean alpha = header.size >= 56 || header.compression == ALPHA_BIT_FIELDS;
    require(in, at, alpha ? 16 : 12);
    BmpMasks masks =
        BmpMasks.of(
            in.getInt(at), in.getInt(at + 4), in.getInt(at + 8), alpha ? in.getInt(at + 12) : 0);
    if (!masks.valid()) {
      throw unsupported(header);
    }
    return masks;
  }

  private static void readRuns(ByteBuffer in, Header header, Canvas canvas)
      throws IOException, ProcessingException {
    int depth = header.compression == RLE8 ? 8 : 4;
    if (header.depth != depth) {
      throw unsupported(header);
    }
    int[] colours = colours(in, header);
    byte[] indices = new byte[canvas.width() * canvas.height()];
    in.position(pixelOffset(in, header));
    new BmpRuns(in, depth == 4, canvas.width(), indices).read();
    for (int row = 0; row < canvas.height(); row++) {
      int pixel = firstPixel(header, canvas, row);
      for (int x = 0; x < canvas.width(); x++) {
        canvas.setArgb(pixel + x, colours[indices[row * canvas.width() + x] & 255]);
      }
    }
  }

  /** Colours beyond the table are black. */
  private static int[] colours(ByteBuffer in, Header header) throws IOException {
    int at = FILE_HEADER + header.size;
    int bytes = header.colourBytes();
    int count = header.colourCount();
    int[] colours = new int[256];
    Arrays.fill(colours, 0xFF << 24);
    for (int i = 0; i < count; i++, at += bytes) {
      require(in, at, bytes);
      colours[i] =
          0xFF << 24
              | (in.get(at + 2) & 255) << 16
              | (in.get(at + 1) & 255) << 8
              | (in.get(at) & 255);
    }
    return colours;
  }

  /** Where the pixels begin; the header may leave it out. */
  private static int pixelOffset(ByteBuffer in, Header header) throws IOException {
    long stored = in.getInt(10) & 0xFFFF_FFFFL;
    long table = header.depth <= 8 ? (long) header.colourCount() * header.colourBytes() : 0;
    long offset = stored == 0 ? FILE_HEADER + header.size + table : stored;
    if (offset >= in.limit()) {
      throw new EOFException("BMP without pixels");
    }
    return (int) offset;
  }

  private static int stride(Header header) {
    return (int) ((header.width * header.depth + 31) / 32 * 4);
  }

  private static int rowStart(ByteBuffer in, int start, int row, int stride) throws IOException {
    long at = start + (long) row * stride;
    if (at + stride > in.limit()) {
      throw new EOFException("BMP ends in row " + row);
    }
    return (int) at;
  }

  private static int firstPixel(Header header, Canvas canvas, int row) {
    return (header.topDown ? row : canvas.height() - 1 - row) * canvas.width();
  }

  private static ByteBuffer require(ByteBuffer in, int at, int bytes) throws IOException {
    if (at > in.limit() - bytes) {
      throw new EOFException("BMP header cut off");
    }
    return in;
  }

  private static ProcessingException unsupported(Header header) {
    return new ProcessingException(
        FailureCode.UNSUPPORTED_FORMAT,
        "BMP of %d bits with compression %d is not supported: send JPEG, PNG or WebP"
            .formatted(header.depth, header.compression));
  }
}
