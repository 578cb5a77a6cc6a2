package io.clipstreams.config;

import java.time.Duration;
import java.util.Optional;

/** What is kept, and how long: {@code clip.state.*}. */
public final class StateConfig {
  public static final String TTL_CONFIG = "clip.state.ttl";
  private static final String TTL_DOC =
      "Images and captions that have not changed for so long, by their records' own time, are treated as"
          + " deleted; it may take a twenty-fourth longer. Unset, they are kept until they are deleted.";

  private final Values values;

  StateConfig(Values values) {
    this.values = values;
  }

  static void define(Keys keys) {
    keys.group("State")
        .duration(TTL_CONFIG, null, Duration.ofSeconds(1), Duration.ofDays(36_500), TTL_DOC);
  }

  /** {@value #TTL_CONFIG}, if it is set. */
  public Optional<Duration> ttl() {
    return values.optionalString(TTL_CONFIG).map(Durations::parse);
  }
}
