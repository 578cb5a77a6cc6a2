package io.clipstreams.config;

import java.time.Duration;

/** When the application counts as ill: {@code clip.health.*}. */
public final class HealthConfig {
  public static final String STALL_AFTER_CONFIG = "clip.health.stall.after";
  private static final String STALL_AFTER_DOC =
      "How long records may wait without one being processed, while the stream runs and no task waits"
          + " for the schema registry, before /health/live fails. Longer than the slowest record takes.";

  public static final String SELF_TEST_EVERY_CONFIG = "clip.health.self.test.every";
  private static final String SELF_TEST_EVERY_DOC =
      "How often the model embeds a built-in image and text, to see that it works, while /health/live is"
          + " asked. It fails when they do, or take longer than clip.health.stall.after.";

  public static final String REGISTRY_EVERY_CONFIG = "clip.health.registry.every";
  private static final String REGISTRY_EVERY_DOC =
      "How often the schema registry is asked whether it is there. /health/ready fails when it has not"
          + " answered twice in a row.";

  private final Values values;

  HealthConfig(Values values) {
    this.values = values;
  }

  static void define(Keys keys) {
    keys.group("Health")
        .duration(
            STALL_AFTER_CONFIG, "5m", Duration.ofSeconds(1), Duration.ofDays(1), STALL_AFTER_DOC)
        .duration(
            SELF_TEST_EVERY_CONFIG,
            "1m",
            Duration.ofSeconds(1),
            Duration.ofDays(1),
            SELF_TEST_EVERY_DOC)
        .duration(
            REGISTRY_EVERY_CONFIG,
            "10s",
            Duration.ofSeconds(1),
            Duration.ofDays(1),
            REGISTRY_EVERY_DOC);
  }

  /** {@value #STALL_AFTER_CONFIG}. */
  public Duration stallAfter() {
    return values.duration(STALL_AFTER_CONFIG);
  }

  /** {@value #SELF_TEST_EVERY_CONFIG}. */
  public Duration selfTestEvery() {
    return values.duration(SELF_TEST_EVERY_CONFIG);
  }

  /** {@value #REGISTRY_EVERY_CONFIG}. */
  public Duration registryEvery() {
    return values.duration(REGISTRY_EVERY_CONFIG);
  }
}
