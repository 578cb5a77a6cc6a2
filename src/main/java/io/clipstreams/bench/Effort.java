package io.clipstreams.bench;

import java.time.Duration;
import java.util.Objects;

/**
 * How much time single measurements take; what is measured stays the same.
 *
 * @param repeating how long a part that is measured alone is repeated
 * @param idleTries how often a single picture is sent through an idle system
 * @param compiling captions that go through the topology alone before anything is measured
 */
public record Effort(Duration repeating, int idleTries, int compiling) {
  /** For figures. */
  public static final Effort STANDARD = new Effort(Duration.ofSeconds(2), 10, 100_000);

  /** To see that everything works. */
  public static final Effort BRIEF = new Effort(Duration.ofMillis(50), 2, 100);

  public Effort {
    Objects.requireNonNull(repeating, "repeating");
    if (idleTries < 1 || compiling < 1) {
      throw new IllegalArgumentException(
          "idleTries and compiling must be at least 1, not %d, %d".formatted(idleTries, compiling));
    }
  }
}
