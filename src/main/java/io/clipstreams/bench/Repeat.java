package io.clipstreams.bench;

import java.util.function.IntSupplier;

/** Repeats work until its rate is known. */
final class Repeat {
  private static final long NANOS = 2_000_000_000L;
  private static final int LEAST = 3;

  private Repeat() {}

  /**
   * Items a second, after one round that does not count.
   *
   * @param round does some work and tells how many items it was
   */
  static double rate(IntSupplier round) {
    int unused = round.getAsInt();
    long items = 0;
    long start = System.nanoTime();
    int rounds = 0;
    while (rounds < LEAST || System.nanoTime() - start < NANOS) {
      items += round.getAsInt();
      rounds++;
    }
    return items * 1e9 / (System.nanoTime() - start);
  }
}
