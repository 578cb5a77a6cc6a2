package io.clipstreams.bench;

import java.time.Duration;
import java.util.function.IntSupplier;

/** Repeats work until its rate is known. */
final class Repeat {
  private static final int LEAST = 3;

  private final long nanos;

  /** Repeats for so long, and three times at least. */
  Repeat(Duration duration) {
    this.nanos = duration.toNanos();
  }

  /**
   * Items a second, after one round that does not count.
   *
   * @param round does some work and tells how many items it was
   */
  double rate(IntSupplier round) {
    int unused = round.getAsInt();
    long items = 0;
    long start = System.nanoTime();
    int rounds = 0;
    while (rounds < LEAST || System.nanoTime() - start < nanos) {
      items += round.getAsInt();
      rounds++;
    }
    return items * 1e9 / (System.nanoTime() - start);
  }
}
