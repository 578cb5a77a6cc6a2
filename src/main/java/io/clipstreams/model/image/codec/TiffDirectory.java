package io.clipstreams.model.image.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The first directory (IFD) of a TIFF or BigTIFF structure, as TIFF files and EXIF blocks have it.
 * Next and nested directories are not followed, so cycles do no harm. Values that lie outside the
 * data are absent.
 */
final class TiffDirectory {
  private static final int CLASSIC = 42;
  private static final int BIG = 43;

  private record Entry(int type, long count, long offset) {}

  private final ByteBuffer data;
  private final Map<Integer, Entry> entries = new HashMap<>();

  private TiffDirectory(ByteBuffer data) {
    this.data = data;
  }

  /**
   * Reads the directory that the header points to.
   *
   * @param bytes holds the structure; offsets count from {@code start}
   * @throws IOException if there is no TIFF header, or the directory lies outside the data
   */
  static TiffDirectory read(byte[] bytes, int start, int length) throws IOException {
    ByteBuffer data = ByteBuffer.wrap(bytes, start, length).slice();
    if (length < 8) {
      throw new IOException("TIFF header cut off");
    }
    switch (data.getShort(0)) {
      case 0x4949 -> data.order(ByteOrder.LITTLE_ENDIAN);
      case 0x4D4D -> data.order(ByteOrder.BIG_ENDIAN);
      default -> throw new IOException("no TIFF header");
    }
    TiffDirectory directory = new TiffDirectory(data);
    switch (data.getShort(2)) {
      case CLASSIC -> directory.readClassic();
      case BIG -> directory.readBig();
      default -> throw new IOException("no TIFF header");
    }
    return directory;
  }

  boolean bigEndian() {
    return data.order() == ByteOrder.BIG_ENDIAN;
  }

  boolean has(int tag) {
    return entries.containsKey(tag);
  }

  /** The one unsigned value of a tag, unless it is absent, of several values or no integer. */
  Optional<Long> value(int tag) {
    return values(tag).filter(values -> values.length == 1).map(values -> values[0]);
  }

  /** The first value of a tag, or the default where the tag is absent. */
  long value(int tag, long whenAbsent) {
    return values(tag)
        .filter(values -> values.length > 0)
        .map(values -> values[0])
        .orElse(whenAbsent);
  }

  /** The unsigned values of a tag, unless it is absent, no integer or outside the data. */
  Optional<long[]> values(int tag) {
    Entry entry = entries.get(tag);
    if (entry == null || !isInteger(entry.type) || !inside(entry)) {
      return Optional.empty();
    }
    long[] values = new long[(int) entry.count];
    int size = sizeOf(entry.type);
    for (int i = 0; i < values.length; i++) {
      int at = (int) entry.offset + i * size;
      values[i] =
          switch (size) {
            case 1 -> data.get(at) & 0xFFL;
            case 2 -> data.getShort(at) & 0xFFFFL;
            case 4 -> data.getInt(at) & 0xFFFF_FFFFL;
            default -> data.getLong(at);
          };
    }
    return Optional.of(values);
  }

  /** The values of a tag of unsigned fractions, unless it is absent or outside the data. */
  Optional<double[]> fractions(int tag) {
    Entry entry = entries.get(tag);
    if (entry == null || entry.type != 5 || !inside(entry)) {
      return Optional.empty();
    }
    double[] values = new double[(int) entry.count];
    for (int i = 0; i < values.length; i++) {
      int at = (int) entry.offset + 8 * i;
      values[i] = (data.getInt(at) & 0xFFFF_FFFFL) / (double) (data.getInt(at + 4) & 0xFFFF_FFFFL);
    }
    return Optional.of(values);
  }

  /** The bytes of a tag, unless it is absent or outside the data. */
  Optional<byte[]> bytes(int tag) {
    Entry entry = entries.get(tag);
    if (entry == null || !inside(entry)) {
      return Optional.empty();
    }
    byte[] bytes = new byte[Math.toIntExact(entry.count * sizeOf(entry.type))];
    data.get((int) entry.offset, bytes);
    return Optional.of(bytes);
  }

  private void readClassic() throws IOException {
    long at = data.getInt(4) & 0xFFFF_FFFFL;
    requireInside(at, 2);
    int count = data.getShort((int) at) & 0xFFFF;
    for (int i = 0; i < count && at + 2 + 12L * i + 12 <= data.limit(); i++) {
      int entry = (int) at + 2 + 12 * i;
      int type = data.getShort(entry + 2) & 0xFFFF;
      long values = data.getInt(entry + 4) & 0xFFFF_FFFFL;
      long offset = values * sizeOf(type) <= 4 ? entry + 8 : data.getInt(entry + 8) & 0xFFFF_FFFFL;
      entries.put(data.getShort(entry) & 0xFFFF, new Entry(type, values, offset));
    }
  }

  private void readBig() throws IOException {
    requireInside(0, 16);
    long at = data.getLong(8);
    requireInside(at, 8);
    long count = data.getLong((int) at);
    for (long i = 0; i < count && at + 8 + 20 * i + 20 <= data.limit(); i++) {
      int entry = (int) (at + 8 + 20 * i);
      int type = data.getShort(entry + 2) & 0xFFFF;
      long values = data.getLong(entry + 4);
      boolean inline = values >= 0 && values <= 8 && values * sizeOf(type) <= 8;
      long offset = inline ? entry + 12 : data.getLong(entry + 12);
      entries.put(data.getShort(entry) & 0xFFFF, new Entry(type, values, offset));
    }
  }

  private void requireInside(long at, int size) throws IOException {
    if (at < 0 || at > data.limit() - size) {
      throw new IOException("TIFF directory at %d lies outside the data".formatted(at));
    }
  }

  private boolean inside(Entry entry) {
    int size = sizeOf(entry.type);
    return size > 0
        && entry.offset >= 0
        && entry.offset <= data.limit()
        && entry.count >= 0
        && entry.count <= (data.limit() - entry.offset) / size;
  }

  private static boolean isInteger(int type) {
    return switch (type) {
      case 1, 3, 4, 6, 8, 9, 13, 16, 17, 18 -> true;
      default -> false;
    };
  }

  /** The bytes of one value of a type, 0 for an unknown type. */
  private static int sizeOf(int type) {
    return switch (type) {
      case 1, 2, 6, 7 -> 1;
      case 3, 8 -> 2;
      case 4, 9, 11, 13 -> 4;
      case 5, 10, 12, 16, 17, 18 -> 8;
      default -> 0;
    };
  }
}
