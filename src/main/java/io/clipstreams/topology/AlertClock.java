package io.clipstreams.topology;

import io.clipstreams.topology.state.CaptionState;
import io.clipstreams.topology.state.CaptionState.Deadlines;
import io.clipstreams.topology.state.Deadline;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Does what is due for captions by the wall clock: a bounded number at a time. */
final class AlertClock {
  /** How often it is to be asked. */
  static final Duration INTERVAL = Duration.ofSeconds(1);

  private static final int MOST_AT_ONCE = 500;

  private final CaptionLifecycle lifecycle;
  private final CaptionLedger ledger;

  AlertClock(CaptionLifecycle lifecycle, CaptionLedger ledger) {
    this.lifecycle = Objects.requireNonNull(lifecycle, "lifecycle");
    this.ledger = Objects.requireNonNull(ledger, "ledger");
  }

  /**
   * Does what is due.
   *
   * @param now in milliseconds since the epoch
   * @param outboxes gives each caption's outbox, by captionId
   */
  void tick(long now, Function<String, Outbox> outboxes) {
    for (Deadline deadline : ledger.due(now, MOST_AT_ONCE)) {
      String captionId = deadline.captionId();
      Optional<CaptionState> state =
          ledger.find(captionId).filter(known -> isSet(known.deadlines(), deadline));
      if (state.isEmpty()) {
        ledger.drop(deadline);
      } else {
        CaptionState before = state.get();
        Moment moment = Moment.ofClock(now);
        ledger.apply(
            captionId,
            switch (deadline.kind()) {
              case IMAGE_MISSING -> lifecycle.imageMissing(before, moment);
              case ALERT_FORGOTTEN -> lifecycle.alertForgotten(before, moment);
            },
            outboxes.apply(captionId));
      }
    }
  }

  private static boolean isSet(Deadlines deadlines, Deadline deadline) {
    Optional<Long> set =
        switch (deadline.kind()) {
          case IMAGE_MISSING -> deadlines.imageMissing();
          case ALERT_FORGOTTEN -> deadlines.alertForgotten();
        };
    return set.equals(Optional.of(deadline.at()));
  }
}
