package io.clipstreams.model.image.codec;

import io.clipstreams.failure.ProcessingException;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * PNG of every colour type and depth, interlaced or not; of an animation the default image. (The
 * JDK's reader inflates text chunks without a bound and keeps up to eight bytes a pixel besides the
 * result; this one keeps two rows.)
 *
 * <p>Source: PNG specification, third edition (W3C, 2025).
 */
final class PngReader implements FormatReader {
  private static final int SIGNATURE_LENGTH = 8;
  private static final int IHDR = 0x49484452;
  private static final int PLTE = 0x504C5445;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454E44;
  private static final int T_RNS = 0x74524E53;
  private static final int E_XIF = 0x65584966;
  private static final int I_TXT = 0x69545874;
  private static final int Z_TXT = 0x7A545874;
  private static final int T_EXT = 0x74455874;

  /** What deflate makes of a byte at most, rounded up. */
  private static final long MOST_EXPANSION = 1040;

  /** Text that may say the orientation is short; a longer one is left alone. */
  private static final int MOST_TEXT = 1 << 20;

  private static final byte[] XMP_KEYWORD =
      "XML:com.adobe.xmp\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] RAW_EXIF_KEYWORD =
      "Raw profile type exif\0".getBytes(StandardCharsets.ISO_8859_1);

  @Override
  public StoredImage read(byte[] file, ReadSettings settings)
      throws ProcessingException, IOException {
    Chunks chunks = Chunks.of(file);
    PngHeader header = chunks.header.orElseThrow(() -> new IOException("PNG without IHDR"));
    settings.limits().requirePixels(header.width() & 0xFFFF_FFFFL, header.height() & 0xFFFF_FFFFL);
    header.requireValid();
    long compressed = chunks.data.stream().mapToLong(ByteBuffer::remaining).sum();
    if ((long) header.rowBytes(header.width()) * header.height() > compressed * MOST_EXPANSION) {
      throw new EOFException("PNG with %d bytes of pixel data (IDAT)".formatted(compressed));
    }
    Canvas canvas = new Canvas(header.width(), header.height(), settings.alpha());
    PngPixels pixels =
        new PngPixels(header, chunks.palette, chunks.transparency, settings.grey16(), canvas);
    try (InflatedRows rows = new InflatedRows(chunks.data)) {
      PngPass.read(header, rows, pixels);
    }
    return canvas.image(chunks.orientation.orientation());
  }

  /** The chunks that matter. Those after the pixels count too, as an eXIf may stand there. */
  private static final class Chunks {
    private Optional<PngHeader> header = Optional.empty();
    private byte[] palette = {};
    private byte[] transparency = {};
    private final List<ByteBuffer> data = new ArrayList<>();
    private final OrientationTags orientation = new OrientationTags();

    static Chunks of(byte[] file) throws IOException {
      Chunks chunks = new Chunks();
      ByteBuffer in = ByteBuffer.wrap(file);
      in.position(Math.min(file.length, SIGNATURE_LENGTH));
      while (in.remaining() >= 8) {
        int length = in.getInt();
        int type = in.getInt();
        if (type == IEND) {
          break;
        }
        if (length < 0 || length > in.remaining()) {
          chunks.addCutOff(type, in);
          break;
        }
        chunks.add(type, file, in.position(), length);
        in.position(Math.min(file.length, in.position() + length + 4));
      }
      return chunks;
    }

    private void addCutOff(int type, ByteBuffer in) throws IOException {
      if (type != IDAT) {
        throw new EOFException("PNG chunk cut off at byte " + in.position());
      }
      data.add(in.slice());
    }

    private void add(int type, byte[] file, int at, int length) throws IOException {
      if (header.isEmpty() && type != IHDR) {
        throw new IOException("PNG does not begin with IHDR");
      }
      switch (type) {
        case IHDR -> {
          requireCrc(file, at, length);
          header = Optional.of(PngHeader.parse(ByteBuffer.wrap(file, at, length).slice()));
        }
        case PLTE -> {
          requireCrc(file, at, length);
          palette = copy(file, at, length);
        }
        case T_RNS -> transparency = copy(file, at, length);
        case IDAT -> data.add(ByteBuffer.wrap(file, at, length).slice());
        case E_XIF -> orientation.addExif(file, at, length);
        case I_TXT -> addInternationalText(file, at, length);
        case T_EXT -> addText(file, at, length, 0);
        case Z_TXT -> addText(file, at, length, 1);
        default -> {
          // Colour space, gamma, time and others do not change what the reference computes.
        }
      }
    }

    /** Wrong pixel data fails by itself; a wrong header would give a wrong picture. */
    private static void requireCrc(byte[] file, int at, int length) throws IOException {
      CRC32 crc = new CRC32();
      crc.update(file, at - 4, length + 4);
      if (file.length < at + length + 4
          || (int) crc.getValue() != ByteBuffer.wrap(file).getInt(at + length)) {
        throw new IOException("PNG checksum wrong in the chunk at byte " + at);
      }
    }

    private void addInternationalText(byte[] file, int at, int length) {
      if (!startsWith(file, at, length, XMP_KEYWORD)) {
        return;
      }
      int flags = at + XMP_KEYWORD.length;
      int text = flags + 2;
      int end = at + length;
      // Two texts, each closed by a zero, stand before the text itself: language and keyword.
      for (int zeros = 0; zeros < 2 && text < end; text++) {
        zeros += file[text] == 0 ? 1 : 0;
      }
      if (text >= end) {
        return;
      }
      if (file[flags] == 0) {
        orientation.addXmp(file, text, Math.min(MOST_TEXT, end - text));
      } else {
        byte[] inflated = inflate(file, text, end - text);
        orientation.addXmp(inflated, 0, inflated.length);
      }
    }

    /** ImageMagick writes EXIF as hexadecimal text under a keyword of its own. */
    private void addText(byte[] file, int at, int length, int compressionBytes) {
      if (!startsWith(file, at, length, RAW_EXIF_KEYWORD)) {
        return;
      }
      int from = at + RAW_EXIF_KEYWORD.length + compressionBytes;
      int left = at + length - from;
      if (left <= 0) {
        return;
      }
      byte[] text =
          compressionBytes == 0
              ? copy(file, from, Math.min(MOST_TEXT, left))
              : inflate(file, from, left);
      byte[] exif = hexAfterThreeLines(text);
      orientation.addExif(exif, 0, exif.length);
    }

    private static byte[] hexAfterThreeLines(byte[] text) {
      ByteArrayOutputStream out = new ByteArrayOutputStream(text.length / 2);
      int lines = 0;
      int high = -1;
      for (byte b : text) {
        int digit = Character.digit(b, 16);
        if (lines < 3) {
          lines += b == '\n' ? 1 : 0;
        } else if (digit >= 0 && high < 0) {
          high = digit;
        } else if (digit >= 0) {
          out.write(high << 4 | digit);
          high = -1;
        }
      }
      return out.toByteArray();
    }

    private static boolean startsWith(byte[] file, int at, int length, byte[] prefix) {
      return length > prefix.length
          && ByteBuffer.wrap(file, at, prefix.length).equals(ByteBuffer.wrap(prefix));
    }

    private static byte[] copy(byte[] file, int at, int length) {
      byte[] copy = new byte[length];
      System.arraycopy(file, at, copy, 0, length);
      return copy;
    }

    /** At most {@link #MOST_TEXT} bytes; fewer where the data is damaged. */
    private static byte[] inflate(byte[] file, int at, int length) {
      Inflater inflater = new Inflater();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try {
        inflater.setInput(file, at, length);
        byte[] buffer = new byte[8192];
        for (int n = 1; n > 0 && out.size() < MOST_TEXT; ) {
          n = inflater.inflate(buffer);
          out.write(buffer, 0, n);
        }
      } catch (DataFormatException damaged) {
        // Text is no reason to refuse an image; what came before the damage may do.
        return out.toByteArray();
      } finally {
        inflater.end();
      }
      return out.toByteArray();
    }
  }

  /** The pixel data, inflated as it is asked for. */
  static final class InflatedRows implements AutoCloseable {
    private final Inflater inflater = new Inflater();
    private final List<ByteBuffer> data;
    private int next;

    InflatedRows(List<ByteBuffer> data) {
      this.data = data;
    }

    void readFully(byte[] row) throws IOException {
      int filled = 0;
      while (filled < row.length) {
        int n = inflateInto(row, filled);
        filled += n;
        if (n == 0 && !feed()) {
          throw new EOFException("PNG pixel data ends early");
        }
      }
    }

    private int inflateInto(byte[] row, int from) throws IOException {
      try {
        return inflater.inflate(row, from, row.length - from);
      } catch (DataFormatException e) {
        throw new IOException("PNG pixel data is damaged: " + e.getMessage(), e);
      }
    }

    private boolean feed() {
      if (inflater.finished() || inflater.needsDictionary() || next == data.size()) {
        return false;
      }
      inflater.setInput(data.get(next++));
      return true;
    }

    @Override
    public void close() {
      inflater.end();
    }
  }
}
