package io.clipstreams.chaos;

import java.time.Duration;
import java.util.List;

/** How long something took, each time. */
record Times(List<Duration> all) {
  Times {
    all = List.copyOf(all);
  }

  private long[] sorted() {
    return all.stream().mapToLong(Duration::toMillis).sorted().toArray();
  }

  Duration median() {
    return Duration.ofMillis(atShare(sorted(), 0.5));
  }

  @Override
  public String toString() {
    long[] millis = sorted();
    return "median %d ms, 95th percentile %d ms, longest %d ms of %d: %s"
        .formatted(
            atShare(millis, 0.5),
            atShare(millis, 0.95),
            millis[millis.length - 1],
            millis.length,
            all.stream().map(Duration::toMillis).toList());
  }

  /** The least of the sorted values that so large a share does not exceed (nearest rank). */
  private static long atShare(long[] sorted, double share) {
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }
}
