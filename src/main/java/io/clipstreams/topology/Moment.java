package io.clipstreams.topology;

/**
 * When something happens.
 *
 * @param timestamp of the record that causes it; the wall clock for timeouts
 * @param wallClock when it is processed; both in milliseconds since the epoch
 */
record Moment(long timestamp, long wallClock) {
  /** Caused by the clock alone. */
  static Moment ofClock(long wallClock) {
    return new Moment(wallClock, wallClock);
  }
}
