package io.clipstreams.topology;

import io.clipstreams.topology.state.CaptionState.Deadlines;
import io.clipstreams.topology.state.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The captions' deadlines in the order of their times. */
final class DeadlineQueue {
  private static final byte[] NOTHING = {};

  /** How far the wall clock may be set back without a deadline being missed until a restart. */
  private static final long CLOCK_TOLERANCE_MILLIS = Duration.ofMinutes(10).toMillis();

  private final KeyValueStore<Deadline, byte[]> deadlines;

  /** Nothing lies before it: a range that begins there need not step over what was deleted. */
  private long beginning;

  DeadlineQueue(KeyValueStore<Deadline, byte[]> deadlines) {
    this.deadlines = Objects.requireNonNull(deadlines, "deadlines");
  }

  /** A caption has other deadlines than before. */
  void replace(String captionId, Deadlines before, Deadlines now) {
    replace(captionId, Deadline.Kind.IMAGE_MISSING, before.imageMissing(), now.imageMissing());
    replace(
        captionId, Deadline.Kind.ALERT_FORGOTTEN, before.alertForgotten(), now.alertForgotten());
  }

  private void replace(
      String captionId, Deadline.Kind kind, Optional<Long> before, Optional<Long> now) {
    if (before.equals(now)) {
      return;
    }
    before.ifPresent(at -> remove(new Deadline(at, kind, captionId)));
    now.ifPresent(at -> deadlines.put(new Deadline(at, kind, captionId), NOTHING));
  }

  void remove(Deadline deadline) {
    deadlines.delete(deadline);
  }

  /**
   * What is due, the earliest first.
   *
   * @param now in milliseconds since the epoch
   * @param most how many to return at most
   */
  List<Deadline> due(long now, int most) {
    List<Deadline> due = new ArrayList<>();
    try (KeyValueIterator<Deadline, byte[]> range =
        deadlines.range(Deadline.firstAt(beginning), Deadline.firstAt(now + 1))) {
      while (due.size() < most && range.hasNext()) {
        due.add(range.next().key);
      }
    }
    if (due.size() < most) {
      beginning = Math.max(beginning, now - CLOCK_TOLERANCE_MILLIS);
    }
    return due;
  }
}
