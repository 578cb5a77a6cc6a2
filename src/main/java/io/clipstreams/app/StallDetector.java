package io.clipstreams.app;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * Notices that records wait and none is processed. A record that fails is processed, too: bad
 * records are no stall.
 */
final class StallDetector {
  private final Duration limit;
  private final Clock clock;
  private double processed = -1;
  private Instant lastProgress;

  StallDetector(Duration limit, Clock clock) {
    this.limit = Objects.requireNonNull(limit, "limit");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.lastProgress = clock.instant();
  }

  /**
   * Tells how things stand, and asks.
   *
   * @param processedNow how many records have been processed
   * @param waiting how many records wait to be read
   * @param excused whether nothing could be processed now for a reason that is known
   * @return whether nothing has moved for as long as the limit
   */
  synchronized boolean stalled(double processedNow, double waiting, boolean excused) {
    Instant now = clock.instant();
    if (processedNow != processed || waiting <= 0 || excused) {
      processed = processedNow;
      lastProgress = now;
      return false;
    }
    return Duration.between(lastProgress, now).compareTo(limit) >= 0;
  }
}
