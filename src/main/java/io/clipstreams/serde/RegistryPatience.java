package io.clipstreams.serde;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats what failed because the schema registry could not be reached, until it answers or the
 * application stops. Records are never given up for the registry's sake.
 */
public final class RegistryPatience {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryPatience.class);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final int LOG_EVERY = 10;

  private final Predicate<Throwable> registryUnreachable;
  private final Duration firstPause;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * @param registryUnreachable tells the registry's failures from the record's
   * @param firstPause how long to wait before the second try; doubles up to five seconds
   */
  public RegistryPatience(Predicate<Throwable> registryUnreachable, Duration firstPause) {
    this.registryUnreachable = Objects.requireNonNull(registryUnreachable, "registryUnreachable");
    this.firstPause = Objects.requireNonNull(firstPause, "firstPause");
  }

  /**
   * Calls until the registry answers.
   *
   * @throws StoppedException when {@link #stop()} ends the waiting
   */
  public <R> R call(Supplier<R> action) {
    try {
      return action.get();
    } catch (RuntimeException failure) {
      if (!registryUnreachable.test(failure)) {
        throw failure;
      }
      return callUntilItAnswers(action, failure);
    }
  }

  /** Whether some thread waits for the registry now. */
  public boolean waiting() {
    return waiting.get() > 0;
  }

  /** Ends all waiting, for shutdown. */
  public void stop() {
    stopped.countDown();
  }

  private <R> R callUntilItAnswers(Supplier<R> action, RuntimeException firstFailure) {
    waiting.incrementAndGet();
    try {
      RuntimeException lastFailure = firstFailure;
      long pauseMillis = firstPause.toMillis();
      for (int attempt = 1; ; attempt++) {
        if (attempt % LOG_EVERY == 1) {
          LOG.warn(
              "The schema registry cannot be reached; waiting for it (attempt {})",
              attempt,
              lastFailure);
        }
        pause(pauseMillis, lastFailure);
        pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE.toMillis());
        try {
          R result = action.get();
          LOG.info("The schema registry answers again after {} attempts", attempt + 1);
          return result;
        } catch (RuntimeException failure) {
          if (!registryUnreachable.test(failure)) {
            throw failure;
          }
          lastFailure = failure;
        }
      }
    } finally {
      waiting.decrementAndGet();
    }
  }

  private void pause(long millis, RuntimeException lastFailure) {
    try {
      if (stopped.await(millis, TimeUnit.MILLISECONDS)) {
        throw new StoppedException(lastFailure);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StoppedException(lastFailure);
    }
  }

  /** The application stops while the registry cannot be reached; nothing of the record is lost. */
  public static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppedException(RuntimeException lastFailure) {
      super("stopped while waiting for the schema registry", lastFailure);
    }
  }
}
