package io.clipstreams.app;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class ThreadFailuresTest {
  private final StreamsException passes = new StreamsException(new TimeoutException("slow"));
  private final SettableClock clock = new SettableClock();

  @Test
  void whatPassesReplacesTheThreadAFewTimesWithinAWhile() {
    ThreadFailures failures = new ThreadFailures(clock);
    for (int i = 0; i < ThreadFailures.MOST_REPLACEMENTS; i++) {
      assertThat(failures.decide(passes)).isEqualTo(REPLACE_THREAD);
    }
    assertThat(failures.decide(passes)).isEqualTo(SHUTDOWN_CLIENT);
    clock.advance(ThreadFailures.WITHIN.plusMillis(1));
    assertThat(failures.decide(passes)).isEqualTo(REPLACE_THREAD);
  }

  @Test
  void whatComesBackEndsTheProcess() {
    ThreadFailures failures = new ThreadFailures(clock);
    assertThat(failures.decide(new StreamsException("bug"))).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(failures.decide(new AuthorizationException("no"))).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(failures.decide(new OutOfMemoryError("heap"))).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(failures.decide(new StreamsException(new StackOverflowError())))
        .isEqualTo(SHUTDOWN_CLIENT);
  }

  @Test
  void nothingMovesWhileRecordsWait() {
    StallDetector detector = new StallDetector(Duration.ofMinutes(5), clock);
    assertThat(detector.stalled(10, 3, false)).isFalse();
    clock.advance(Duration.ofMinutes(5).minusMillis(1));
    assertThat(detector.stalled(10, 3, false)).isFalse();
    clock.advance(Duration.ofMillis(1));
    assertThat(detector.stalled(10, 3, false)).isTrue();
    assertThat(detector.stalled(11, 3, false)).as("one was processed").isFalse();
  }

  @Test
  void whatHasNothingToDoOrIsExcusedIsNotStalled() {
    StallDetector detector = new StallDetector(Duration.ofMinutes(5), clock);
    detector.stalled(10, 3, false);
    clock.advance(Duration.ofHours(1));
    assertThat(detector.stalled(10, 0, false)).isFalse();
    clock.advance(Duration.ofHours(1));
    assertThat(detector.stalled(10, 3, true)).isFalse();
    assertThat(detector.stalled(10, 3, false)).as("the time begins anew").isFalse();
    clock.advance(Duration.ofMinutes(5));
    assertThat(detector.stalled(10, 3, false)).isTrue();
  }

  /** Stands still until it is moved. */
  private static final class SettableClock extends Clock {
    private Instant now = Instant.EPOCH;

    void advance(Duration duration) {
      now = now.plus(duration);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
