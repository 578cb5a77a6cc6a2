package io.clipstreams.bench;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * When records were sent and when their results could be read, in nanoseconds of one clock.
 *
 * @param sent by number
 * @param arrived by number
 */
record Timing(long[] sent, long[] arrived) {
  private static final double NANOS = 1e9;

  /** Results a second, from the first record sent to the last result read. */
  double rate() {
    return sent.length * NANOS / (last() - Arrays.stream(sent).min().orElseThrow());
  }

  /**
   * Results a second where all records were there before: over the last nine tenths, so that the
   * application's start does not count.
   */
  double drainRate() {
    long[] sorted = arrived.clone();
    Arrays.sort(sorted);
    int first = sorted.length / 10;
    long nanos = sorted[sorted.length - 1] - sorted[first];
    // Of a few records all may become readable by one commit.
    return nanos == 0 ? Double.NaN : (sorted.length - 1 - first) * NANOS / nanos;
  }

  /** From sending a record to reading its result. */
  double[] latenciesMillis() {
    return IntStream.range(0, sent.length)
        .mapToDouble(number -> (arrived[number] - sent[number]) / 1e6)
        .toArray();
  }

  private long last() {
    return Arrays.stream(arrived).max().orElseThrow();
  }
}
