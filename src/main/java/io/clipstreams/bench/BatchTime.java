package io.clipstreams.bench;

import io.clipstreams.inference.Encoder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * How long the application's encoder takes for one batch, decoding included, on a machine that does
 * nothing else. The machine's speed changes within minutes, so it is measured beside what it is
 * compared with.
 */
final class BatchTime {
  private static final int TRIES = 5;

  private final Encoder encoder;
  private final Subject subject;
  private final int size;
  private final Numbers numbers;
  private final List<Double> millis = new ArrayList<>();

  /**
   * @param size how many records are a batch
   */
  BatchTime(Encoder encoder, Subject subject, int size, Numbers numbers) {
    this.encoder = encoder;
    this.subject = subject;
    this.size = size;
    this.numbers = numbers;
  }

  /** Measures some more batches. */
  void measure() {
    for (int i = 0; i < TRIES; i++) {
      millis.add(one());
    }
  }

  /** The median of all that were measured. */
  double millis() {
    return Statistics.median(millis.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private double one() {
    int from = numbers.take(size);
    List<Runnable> submissions = new ArrayList<>();
    List<CompletableFuture<?>> begun = new ArrayList<>();
    for (int number = from; number < from + size; number++) {
      submissions.add(submission(number, begun));
    }
    long start = System.nanoTime();
    submissions.forEach(Runnable::run);
    try {
      CompletableFuture.allOf(begun.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException failed) {
      throw new BenchException("the encoder failed: " + failed.getCause(), failed.getCause());
    }
    return (System.nanoTime() - start) / 1e6;
  }

  /** The record itself is made beforehand. */
  private Runnable submission(int number, List<CompletableFuture<?>> begun) {
    if (subject.kind() == Kind.CAPTIONS) {
      String text = subject.texts().apply(number);
      return () -> begun.add(encoder.submitText(text));
    }
    byte[] file = subject.files().apply(number);
    return () -> begun.add(encoder.submitImage(file));
  }
}
