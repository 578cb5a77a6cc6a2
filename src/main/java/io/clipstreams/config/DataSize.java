package io.clipstreams.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of data.
 *
 * @param bytes not negative
 */
public record DataSize(long bytes) implements Comparable<DataSize> {
  private static final Pattern TEXT = Pattern.compile("(\\d+)\\s*([a-z]*)");

  public DataSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size of " + bytes + " bytes");
    }
  }

  /** So many bytes. */
  public static DataSize ofBytes(long bytes) {
    return new DataSize(bytes);
  }

  /** So many times 1024 bytes. */
  public static DataSize ofKibibytes(long kibibytes) {
    return new DataSize(Math.multiplyExact(kibibytes, 1L << 10));
  }

  /** So many times 1024 x 1024 bytes. */
  public static DataSize ofMebibytes(long mebibytes) {
    return new DataSize(Math.multiplyExact(mebibytes, 1L << 20));
  }

  /**
   * Reads {@code 16MiB}, {@code 64 KiB}, {@code 5MB} (decimal), {@code 100B} or {@code 100}.
   *
   * @throws IllegalArgumentException if the text is no size
   */
  public static DataSize parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (matcher.matches()) {
      Optional<Long> unit = unit(matcher.group(2));
      if (unit.isPresent()) {
        try {
          return new DataSize(
              Math.multiplyExact(Long.parseLong(matcher.group(1)), unit.orElseThrow()));
        } catch (ArithmeticException | NumberFormatException tooLarge) {
          throw new IllegalArgumentException(
              "'" + text + "' is more than can be counted", tooLarge);
        }
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is no size; write it like 16MiB, 64KiB or 1048576 (bytes)");
  }

  private static Optional<Long> unit(String name) {
    return switch (name) {
      case "", "b" -> Optional.of(1L);
      case "kib" -> Optional.of(1L << 10);
      case "mib" -> Optional.of(1L << 20);
      case "gib" -> Optional.of(1L << 30);
      case "kb" -> Optional.of(1_000L);
      case "mb" -> Optional.of(1_000_000L);
      case "gb" -> Optional.of(1_000_000_000L);
      default -> Optional.empty();
    };
  }

  /** This and the other together. */
  public DataSize plus(DataSize other) {
    return new DataSize(Math.addExact(bytes, other.bytes));
  }

  /**
   * The bytes, for an interface that counts them in an int.
   *
   * @throws ArithmeticException if there are more than {@link Integer#MAX_VALUE}
   */
  public int toIntBytes() {
    return Math.toIntExact(bytes);
  }

  @Override
  public int compareTo(DataSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /** The size in the largest binary unit that leaves no rest; {@link #parse} reads it. */
  @Override
  public String toString() {
    if (bytes == 0 || bytes % 1024 != 0) {
      return bytes + "B";
    }
    if (bytes % (1L << 20) != 0) {
      return (bytes >> 10) + "KiB";
    }
    return bytes % (1L << 30) == 0 ? (bytes >> 30) + "GiB" : (bytes >> 20) + "MiB";
  }
}
