package io.clipstreams.bench;

import java.util.OptionalDouble;
import java.util.concurrent.locks.LockSupport;

/** Lets events happen at an even rate, or at once. */
final class Pace {
  private final OptionalDouble perSecond;
  private final long start = System.nanoTime();

  Pace(OptionalDouble perSecond) {
    this.perSecond = perSecond;
  }

  /** Waits until an event is due. */
  void await(int number) {
    if (perSecond.isEmpty()) {
      return;
    }
    long due = start + (long) (number * 1e9 / perSecond.getAsDouble());
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
