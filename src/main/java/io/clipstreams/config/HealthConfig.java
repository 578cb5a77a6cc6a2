package io.clipstreams.config;

import java.time.Duration;

/** When the application counts as ill: {@code clip.health.*}. */
public final class HealthConfig {
  public static final String STALL_AFTER_CONFIG = "clip.health.stall.after";
  private static final String STALL_AFTER_DOC =
      "How long records may wait without one being processed, while the stream runs and no task waits"
          + " for the schema registry, before /health/live fails. Longer than the slowest record takes.";

  private final Values values;

  HealthConfig(Values values) {
    this.values = values;
  }

  static void define(Keys keys) {
    keys.group("Health")
        .duration(
            STALL_AFTER_CONFIG, "5m", Duration.ofSeconds(1), Duration.ofDays(1), STALL_AFTER_DOC);
  }

  /** {@value #STALL_AFTER_CONFIG}. */
  public Duration stallAfter() {
    return values.duration(STALL_AFTER_CONFIG);
  }
}
