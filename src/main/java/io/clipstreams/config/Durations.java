package io.clipstreams.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: {@code 500ms}, {@code 10s}, {@code 5m}, {@code 2h}, {@code 7d}.
 */
public final class Durations {
  private static final Pattern TEXT = Pattern.compile("(\\d+)\\s*([a-z]*)");

  private Durations() {}

  /**
   * Reads a duration; a number alone counts milliseconds.
   *
   * @throws IllegalArgumentException if the text is no duration
   */
  public static Duration parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (matcher.matches()) {
      Optional<Long> unit = millis(matcher.group(2));
      if (unit.isPresent()) {
        try {
          return Duration.ofMillis(
              Math.multiplyExact(Long.parseLong(matcher.group(1)), unit.orElseThrow()));
        } catch (ArithmeticException | NumberFormatException tooLong) {
          throw new IllegalArgumentException("'" + text + "' is more than can be counted", tooLong);
        }
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is no duration; write it like 500ms, 10s, 5m, 2h, 7d or 10000 (ms)");
  }

  private static Optional<Long> millis(String unit) {
    return switch (unit) {
      case "", "ms" -> Optional.of(1L);
      case "s" -> Optional.of(1_000L);
      case "m", "min" -> Optional.of(60_000L);
      case "h" -> Optional.of(3_600_000L);
      case "d" -> Optional.of(86_400_000L);
      default -> Optional.empty();
    };
  }

  /** The duration in the largest unit that leaves no rest; {@link #parse} reads it. */
  public static String format(Duration duration) {
    long millis = duration.toMillis();
    if (millis == 0 || millis % 1_000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1_000;
    if (seconds % 60 != 0) {
      return seconds + "s";
    }
    if (seconds % 3_600 != 0) {
      return seconds / 60 + "m";
    }
    return seconds % 86_400 == 0 ? seconds / 86_400 + "d" : seconds / 3_600 + "h";
  }
}
