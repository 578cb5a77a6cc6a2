package io.clipstreams.client;

import java.time.Duration;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/** Bounds a loop that asks again and again. */
final class Deadline {
  private final Duration limit;
  private final long end;

  private Deadline(Duration limit) {
    this.limit = limit;
    this.end = System.nanoTime() + limit.toNanos();
  }

  static Deadline in(Duration limit) {
    return new Deadline(limit);
  }

  /**
   * Waits before the next question.
   *
   * @throws TimeoutException if there is no time left for it
   */
  void pause(Duration duration) {
    if (System.nanoTime() - end >= 0) {
      throw new TimeoutException(
          "the brokers do not know of the new topics after " + limit.toSeconds() + " s");
    }
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
