package io.clipstreams.app;

import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * When a stream thread has little to do and something to commit: what it was given is processed,
 * the last poll gave no more than about a batch, and no more wait for the model. While there is
 * more the commit interval alone counts, so that a commit has many records to pay for it. Used by
 * its thread alone.
 */
final class IdleMoment {
  /** What follows at once belongs to the same commit. */
  private static final Duration GRACE = Duration.ofMillis(4);

  /** So many commits at most where there would be one. */
  private static final int PER_INTERVAL = 5;

  private static final Duration LONGEST_INTERVAL = Duration.ofDays(1);

  private final long spacing;
  private final LongSupplier nanoTime;
  private long last;
  private boolean taken;
  private boolean given;
  private boolean processed;
  private boolean little;

  /**
   * @param commitInterval after which Kafka Streams commits in any case
   */
  IdleMoment(Duration commitInterval, LongSupplier nanoTime) {
    Duration interval =
        commitInterval.compareTo(LONGEST_INTERVAL) < 0 ? commitInterval : LONGEST_INTERVAL;
    this.spacing = interval.dividedBy(PER_INTERVAL).toNanos();
    this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
    this.last = nanoTime.getAsLong() - spacing;
  }

  /** Kafka Streams is about to poll: it has processed what it was given, and has committed. */
  void polls() {
    processed |= given;
    given = false;
    if (taken) {
      taken = false;
      last = nanoTime.getAsLong();
    }
  }

  /**
   * Kafka Streams polled.
   *
   * @param gave whether it was given records
   * @param few whether these are few, and few are under way
   */
  void polled(boolean gave, boolean few) {
    given = gave;
    little = few;
  }

  /** How long the poll may wait, so that a moment to come is not slept through. */
  Duration patience(Duration asked) {
    if (!processed || !little) {
      return asked;
    }
    Duration left = Duration.ofNanos(last + spacing - nanoTime.getAsLong());
    Duration patience = left.compareTo(GRACE) > 0 ? left : GRACE;
    return patience.compareTo(asked) < 0 ? patience : asked;
  }

  /** Whether this is one; said once. */
  boolean take() {
    if (!processed || !little || taken || nanoTime.getAsLong() - last < spacing) {
      return false;
    }
    processed = false;
    taken = true;
    return true;
  }
}
