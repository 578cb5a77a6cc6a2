package io.clipstreams.cli;

import io.clipstreams.config.Durations;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 2026-01-31T12:00:00Z}, or {@code 2h} for two hours ago. */
final class TimeOption implements ITypeConverter<Instant> {
  @Override
  public Instant convert(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException noInstant) {
      try {
        return Instant.now().minus(Durations.parse(text));
      } catch (IllegalArgumentException noDuration) {
        throw new TypeConversionException(
            "'%s' is neither a time such as 2026-01-31T12:00:00Z nor a duration ago such as 2h"
                .formatted(text));
      }
    }
  }
}
