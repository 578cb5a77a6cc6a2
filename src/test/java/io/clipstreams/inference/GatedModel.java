package io.clipstreams.inference;

import io.clipstreams.model.Embeddings;
import io.clipstreams.model.text.Tokens;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** A model that stands still while its gate is shut, and tells what it ran. */
final class GatedModel implements BatchModel {
  private final BatchModel model;
  private final List<String> runs = new CopyOnWriteArrayList<>();
  private final AtomicReference<Optional<RuntimeException>> failure =
      new AtomicReference<>(Optional.empty());
  private volatile CountDownLatch gate = new CountDownLatch(0);

  GatedModel(BatchModel model) {
    this.model = model;
  }

  void shut() {
    gate = new CountDownLatch(1);
  }

  void open() {
    gate.countDown();
  }

  void failNext(RuntimeException next) {
    failure.set(Optional.of(next));
  }

  List<String> runs() {
    return List.copyOf(runs);
  }

  private void pass(String run) {
    runs.add(run);
    try {
      gate.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
    failure
        .getAndSet(Optional.empty())
        .ifPresent(
            thrown -> {
              throw thrown;
            });
  }

  @Override
  public Embeddings embedImages(FloatBuffer pixels, int count) {
    pass(count + " images");
    return model.embedImages(pixels, count);
  }

  @Override
  public Embeddings embedTexts(List<Tokens> texts) {
    pass(texts.size() + " texts");
    return model.embedTexts(texts);
  }

  @Override
  public Tokens tokenize(String text) {
    return model.tokenize(text);
  }

  @Override
  public FloatBuffer newPixelBuffer(int count) {
    return model.newPixelBuffer(count);
  }

  @Override
  public void close() {
    model.close();
  }
}
