package io.clipstreams.topology;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;

/**
 * Asks for a commit when the thread is idle. What reads a topic committed, the next step of the
 * topology or a consumer, sees nothing before the commit; a thread with nothing to do would let
 * them wait for the rest of the commit interval. A commit is that of all tasks of the thread.
 *
 * <p>A clock runs only between a record and its commit, and strikes rarely while there is much to
 * do: each time that it strikes, Kafka Streams has its task committed, and processes fewer records
 * before it looks at its clocks again.
 */
final class EarlyCommit {
  private final IdleMoments moments;
  private final Clock clock;
  private final Runnable commit;
  private Optional<Cancellable> running = Optional.empty();

  /** A task's clock, as every processor's context has it. */
  @FunctionalInterface
  interface Clock {
    Cancellable schedule(Duration interval, PunctuationType type, Punctuator punctuator);
  }

  /**
   * @param moments when the thread is idle
   * @param clock the task's
   * @param commit asks for the task's commit
   */
  EarlyCommit(IdleMoments moments, Clock clock, Runnable commit) {
    this.moments = Objects.requireNonNull(moments, "moments");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.commit = Objects.requireNonNull(commit, "commit");
  }

  /** A record came, and something may have to be committed. */
  void isDue() {
    if (running.isEmpty()) {
      start();
    }
  }

  private void start() {
    running =
        moments
            .next()
            .map(wait -> clock.schedule(wait, PunctuationType.WALL_CLOCK_TIME, now -> strike()));
  }

  /** Each clock strikes once: the next may have to be a slower or a quicker one. */
  private void strike() {
    running.ifPresent(Cancellable::cancel);
    if (moments.take()) {
      commit.run();
    }
    start();
  }
}
