package io.clipstreams.web.api;

import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.EncodedImage;
import io.clipstreams.inference.EncodedText;
import io.clipstreams.inference.Encoder;
import io.clipstreams.inference.HashedBytes;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.scoring.PatchGrid;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The encoder as one request sees it: only so much of it is under way at a time, so that the
 * stream's records wait for that and no more; and it ends with the request's time.
 */
final class BoundedEncoder implements Encoder {
  /** Enough for full batches. */
  private static final int AT_ONCE = 32;

  private final Encoder shared;
  private final long end;
  private final Runnable done;
  private final Semaphore slots = new Semaphore(AT_ONCE);

  /** What is under way, and one for the request itself. */
  private final AtomicInteger open = new AtomicInteger(1);

  /**
   * @param shared the application's; not closed with this
   * @param limit the request's time
   * @param done is run when the request has ended and nothing of it is under way any more
   */
  BoundedEncoder(Encoder shared, Duration limit, Runnable done) {
    this.shared = Objects.requireNonNull(shared, "shared");
    this.end = System.nanoTime() + limit.toNanos();
    this.done = Objects.requireNonNull(done, "done");
  }

  /** The request's time is over. */
  static final class LateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LateException() {
      super("the request's time is over");
    }
  }

  @Override
  public EncodedImage encodeImage(byte[] content) throws ProcessingException {
    return Encoder.await(submitImage(HashedBytes.of(content)));
  }

  @Override
  public EncodedText encodeText(String text) throws ProcessingException {
    return Encoder.await(submitText(text));
  }

  @Override
  public CompletableFuture<EncodedImage> submitImage(HashedBytes content) {
    return submit(() -> shared.submitImage(content));
  }

  @Override
  public CompletableFuture<EncodedText> submitText(String text) {
    return submit(() -> shared.submitText(text));
  }

  @Override
  public CompletableFuture<float[]> submitPart(DecodedImage image, PatchGrid.Area area) {
    return submit(() -> shared.submitPart(image, area));
  }

  @Override
  public DecodedImage decode(byte[] content) throws ProcessingException {
    left();
    return shared.decode(content);
  }

  private <T> CompletableFuture<T> submit(Supplier<CompletableFuture<T>> submission) {
    acquire();
    CompletableFuture<T> begun;
    open.incrementAndGet();
    try {
      begun = submission.get();
    } catch (RuntimeException refused) {
      finished();
      throw refused;
    }
    CompletableFuture<T> told = begun.whenComplete((result, failure) -> finished());
    // Others may wait for the same; only this request's view of it ends early.
    return told.orTimeout(left(), TimeUnit.NANOSECONDS);
  }

  private void acquire() {
    try {
      if (!slots.tryAcquire(left(), TimeUnit.NANOSECONDS)) {
        throw new LateException();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the model", interrupted);
    }
  }

  private long left() {
    long left = end - System.nanoTime();
    if (left <= 0) {
      throw new LateException();
    }
    return left;
  }

  private void finished() {
    slots.release();
    ended();
  }

  private void ended() {
    if (open.decrementAndGet() == 0) {
      done.run();
    }
  }

  /** The request has ended. */
  @Override
  public void close() {
    ended();
  }
}
