package io.clipstreams.app;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/**
 * Decides what becomes of a stream thread that died. What Kafka calls retriable (a broker that does
 * not answer in time, say) passes: another thread takes over, a few times within a while.
 * Everything else would come back, and ends the process.
 */
final class ThreadFailures {
  static final int MOST_REPLACEMENTS = 5;
  static final Duration WITHIN = Duration.ofMinutes(10);

  private final Clock clock;
  private final Deque<Instant> replacements = new ArrayDeque<>();

  ThreadFailures(Clock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** Called by the thread that dies. */
  synchronized StreamThreadExceptionResponse decide(Throwable failure) {
    Instant now = clock.instant();
    while (!replacements.isEmpty() && replacements.peek().plus(WITHIN).isBefore(now)) {
      replacements.remove();
    }
    if (!passes(failure) || replacements.size() >= MOST_REPLACEMENTS) {
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    replacements.add(now);
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private static boolean passes(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof Error) {
        return false;
      }
      if (cause instanceof RetriableException) {
        return true;
      }
    }
    return false;
  }
}
