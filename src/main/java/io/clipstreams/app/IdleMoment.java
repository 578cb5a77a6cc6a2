package io.clipstreams.app;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * When a stream thread has little to do and something to commit: what it was given is processed, it
 * was not given much of late, and no more than about a batch waits for the model. While there is
 * more the commit interval alone counts, so that a commit has many records to pay for it. Used by
 * its thread alone.
 */
final class IdleMoment {
  /** About a batch: more wait only when they come faster than the model takes them. */
  private static final int FEW = 8;

  /**
   * In this time few may be given. A stream under load may be given few by each poll as well,
   * because it polls often.
   */
  private static final Duration OF_LATE = Duration.ofMillis(10);

  /** More than this need not be told apart. */
  private static final double MUCH = 4 * FEW;

  /** After which even {@link #MUCH} is few again, if nothing more is given. */
  private static final Duration BURST = OF_LATE.multipliedBy(4);

  /** What follows at once belongs to the same commit. */
  private static final Duration GRACE = Duration.ofMillis(4);

  /** So many commits at most where there would be one. */
  private static final int PER_INTERVAL = 5;

  private static final Duration LONGEST_INTERVAL = Duration.ofDays(1);

  private final long spacing;
  private final LongSupplier nanoTime;
  private long last;
  private long lastPolled;
  private double givenOfLate;
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
    this.lastPolled = nanoTime.getAsLong();
    this.last = lastPolled - spacing;
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
   * @param count how many records it was given
   * @param waiting how many wait for the model
   * @param between whether its tasks still have records of an earlier poll
   */
  void polled(int count, int waiting, boolean between) {
    long now = nanoTime.getAsLong();
    double forgotten = (double) FEW * (now - lastPolled) / OF_LATE.toNanos();
    lastPolled = now;
    givenOfLate = Math.min(Math.max(givenOfLate - forgotten, 0) + count, MUCH);
    given = count > 0;
    little = !between && waiting <= FEW && givenOfLate <= FEW;
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

  /** In how long to ask for one; empty if there is nothing to commit. */
  Optional<Duration> next() {
    if (!processed && !given) {
      return Optional.empty();
    }
    return Optional.of(givenOfLate < MUCH ? GRACE : BURST);
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
