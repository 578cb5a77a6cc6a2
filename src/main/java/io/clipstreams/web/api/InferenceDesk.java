package io.clipstreams.web.api;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.Encoder;
import io.clipstreams.inference.EncoderClosedException;
import io.clipstreams.web.ProblemException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets requests to the model that the stream works with: some at a time, each for a limited time,
 * and each with little under way at once. What waits longer than a moment is sent away.
 */
public final class InferenceDesk {
  private static final Duration MOMENT = Duration.ofSeconds(2);
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final int MAX_WAITING = 16;

  private final Encoder encoder;
  private final Duration limit;
  private final Semaphore places;
  private final Semaphore detections = new Semaphore(1, true);

  /**
   * @param encoder the application's
   * @param atOnce how many requests may use it at a time
   * @param limit how long one may take
   */
  public InferenceDesk(Encoder encoder, int atOnce, Duration limit) {
    this.encoder = Objects.requireNonNull(encoder, "encoder");
    this.limit = Objects.requireNonNull(limit, "limit");
    this.places = new Semaphore(atOnce, true);
  }

  /** What is done with the encoder. */
  @FunctionalInterface
  interface Work<T> {
    /** Does it. */
    T with(Encoder encoder) throws ProcessingException;
  }

  /**
   * Does work.
   *
   * @throws ProblemException if there is no place for it, its time is over, or a picture or text
   *     cannot be used
   */
  <T> T work(Work<T> work) {
    acquire(places);
    return run(work, places::release);
  }

  /**
   * As {@link #work}, for what takes hundreds of runs and a decoded image's memory: one at a time.
   */
  <T> T workAlone(Work<T> work) {
    acquire(detections);
    try {
      acquire(places);
    } catch (RuntimeException refused) {
      detections.release();
      throw refused;
    }
    return run(
        work,
        () -> {
          places.release();
          detections.release();
        });
  }

  private <T> T run(Work<T> work, Runnable release) {
    try (BoundedEncoder mine = new BoundedEncoder(encoder, limit, release)) {
      return work.with(mine);
    } catch (ProcessingException failure) {
      if (failure.code() == FailureCode.INVALID_EVENT) {
        throw ProblemException.badRequest(failure.getMessage(), failure);
      }
      throw ProblemException.unusable(failure);
    } catch (BoundedEncoder.LateException late) {
      throw late(late);
    } catch (EncoderClosedException ending) {
      throw ProblemException.unavailable("the application is being stopped", SOON, ending);
    } catch (IllegalStateException failure) {
      throw failure.getCause() instanceof TimeoutException ? late(failure) : failure;
    }
  }

  private ProblemException late(RuntimeException cause) {
    return ProblemException.unavailable(
        "this did not end within %d s (clip.http.inference.timeout); ask for less at once"
            .formatted(limit.toSeconds()),
        SOON,
        cause);
  }

  private static void acquire(Semaphore semaphore) {
    try {
      if (semaphore.getQueueLength() < MAX_WAITING
          && semaphore.tryAcquire(MOMENT.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw ProblemException.unavailable("the application is being stopped", SOON, interrupted);
    }
    throw ProblemException.unavailable(
        "too many requests use the model at a time; try again", SOON, null);
  }
}
