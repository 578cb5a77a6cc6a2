package io.clipstreams.bench;

import io.clipstreams.client.Progress;
import io.clipstreams.inference.Encoder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.IntFunction;

/** The application's encoder without Kafka (B). */
final class Encoding {
  private static final int OUTSTANDING = 64;

  private final Encoder encoder;
  private final Progress.Display display;

  Encoding(Encoder encoder, Progress.Display display) {
    this.encoder = encoder;
    this.display = display;
  }

  /** Images a second. */
  double images(String task, IntFunction<byte[]> contents, int count) {
    return rate(task, contents, Encoder::submitImage, count);
  }

  /** Captions a second. */
  double captions(String task, IntFunction<String> texts, int count) {
    return rate(task, texts, Encoder::submitText, count);
  }

  private <T> double rate(
      String task,
      IntFunction<T> items,
      BiFunction<Encoder, T, CompletableFuture<?>> submit,
      int count) {
    Semaphore places = new Semaphore(OUTSTANDING);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    try (Progress progress = display.start(task, count)) {
      long start = System.nanoTime();
      for (int number = 0; number < count; number++) {
        places.acquireUninterruptibly();
        CompletableFuture<?> unused =
            submit
                .apply(encoder, items.apply(number))
                .whenComplete(
                    (result, failed) -> {
                      if (failed != null) {
                        failure.compareAndSet(null, failed);
                      }
                      places.release();
                    });
        progress.step();
      }
      places.acquireUninterruptibly(OUTSTANDING);
      if (failure.get() != null) {
        throw new BenchException("the encoder failed: " + failure.get(), failure.get());
      }
      return count * 1e9 / (System.nanoTime() - start);
    }
  }
}
