package io.clipstreams.app;

import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * When a stream thread has little to do and something to commit: no more than about a batch of
 * records was given to Kafka Streams by the last poll, and no more wait for the model. While there
 * is more the commit interval alone counts, so that a commit has many records to pay for it. Used
 * by its thread alone.
 */
final class IdleMoment {
  /** Kafka Streams processes what it was given meanwhile, or waits for what follows at once. */
  private static final Duration GRACE = Duration.ofMillis(4);

  /** So many commits at most where there would be one. */
  private static final int PER_INTERVAL = 5;

  private final Duration spacing;
  private final LongSupplier nanoTime;
  private long last;
  private boolean given;
  private boolean little;

  /**
   * @param commitInterval after which Kafka Streams commits in any case
   */
  IdleMoment(Duration commitInterval, LongSupplier nanoTime) {
    this.spacing = commitInterval.dividedBy(PER_INTERVAL);
    this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
    this.last = nanoTime.getAsLong() - spacing.toNanos();
  }

  /**
   * Kafka Streams polled.
   *
   * @param gave whether it was given records
   * @param few whether these are few, and few are under way
   */
  void polled(boolean gave, boolean few) {
    given |= gave;
    little = few;
  }

  /** How long the next poll may wait, so that a moment to come is not slept through. */
  Duration patience(Duration asked) {
    if (!given || !little) {
      return asked;
    }
    Duration left = spacing.minusNanos(nanoTime.getAsLong() - last);
    Duration patience = left.compareTo(GRACE) > 0 ? left : GRACE;
    return patience.compareTo(asked) < 0 ? patience : asked;
  }

  /** Whether this is one; said once. */
  boolean take() {
    long now = nanoTime.getAsLong();
    if (!given || !little || now - last < spacing.toNanos()) {
      return false;
    }
    given = false;
    last = now;
    return true;
  }
}
