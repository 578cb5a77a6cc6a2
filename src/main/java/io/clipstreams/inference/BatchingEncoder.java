package io.clipstreams.inference;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.ClipModel;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.model.text.TextLimits;
import io.clipstreams.model.text.Tokens;
import io.clipstreams.scoring.PatchGrid;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Embeds images and texts in batches: images are decoded and preprocessed by several threads,
 * straight into the slots of a batch; one thread runs the model. Closing it closes the model.
 *
 * <p>A batch's rows do not depend on each other: each fails or succeeds alone.
 */
public final class BatchingEncoder implements Encoder {
  private static final int CLOSE_SECONDS = 10;

  private final BatchModel model;
  private final ImageSteps images;
  private final TextLimits texts;
  private final BatchQueue queue;
  private final InferenceMeters meters;
  private final ExecutorService preparers;
  private final ExecutorService runner;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * An encoder that owns a model.
   *
   * @param model the model
   * @param images what happens to images before it
   * @param texts which texts are embedded at all
   * @param limits of batches
   * @param registry where it counts
   */
  public BatchingEncoder(
      ClipModel model,
      ImageSteps images,
      TextLimits texts,
      BatchLimits limits,
      MeterRegistry registry) {
    this(BatchModel.of(model), images, texts, limits, registry);
  }

  BatchingEncoder(
      BatchModel model,
      ImageSteps images,
      TextLimits texts,
      BatchLimits limits,
      MeterRegistry registry) {
    this.model = Objects.requireNonNull(model, "model");
    this.images = Objects.requireNonNull(images, "images");
    this.texts = Objects.requireNonNull(texts, "texts");
    this.queue = new BatchQueue(limits, model::newPixelBuffer);
    this.meters = new InferenceMeters(registry);
    InferenceMeters.watch(registry, queue);
    this.preparers =
        Executors.newFixedThreadPool(limits.preparers(), new NamedThreads("clip-prepare"));
    this.runner = Executors.newSingleThreadExecutor(new NamedThreads("clip-model"));
    runner.execute(new ModelRunner(model, queue, meters));
  }

  @Override
  public EncodedImage encodeImage(byte[] content) throws ProcessingException {
    CompletableFuture<EncodedImage> encoded = new CompletableFuture<>();
    queue.preparing();
    prepare(() -> prepared(content), encoded);
    return Encoder.await(encoded);
  }

  @Override
  public EncodedText encodeText(String text) throws ProcessingException {
    return Encoder.await(submitText(text));
  }

  @Override
  public CompletableFuture<EncodedImage> submitImage(HashedBytes content) {
    CompletableFuture<EncodedImage> encoded = new CompletableFuture<>();
    queue.preparing();
    preparers.execute(() -> prepare(() -> prepared(content.bytes()), encoded));
    return encoded;
  }

  @Override
  public CompletableFuture<float[]> submitPart(DecodedImage image, PatchGrid.Area area) {
    CompletableFuture<float[]> encoded = new CompletableFuture<>();
    queue.preparing();
    preparers.execute(
        () ->
            prepare(
                () ->
                    new Prepared<>(
                        image.part(area.x(), area.y(), area.width(), area.height()),
                        vector -> vector),
                encoded));
    return encoded;
  }

  @Override
  public CompletableFuture<EncodedText> submitText(String text) {
    Tokens tokens;
    try {
      texts.check(text);
      tokens = model.tokenize(text);
    } catch (ProcessingException | RuntimeException failure) {
      return CompletableFuture.failedFuture(failure);
    }
    CompletableFuture<EncodedText> encoded = new CompletableFuture<>();
    queue.add(
        tokens,
        Row.completing(
            encoded, vector -> new EncodedText(vector, tokens.count(), tokens.truncated())));
    return encoded;
  }

  /** What is to be preprocessed, and what becomes of its vector. */
  private record Prepared<T>(DecodedImage image, Function<float[], T> result) {}

  private interface Preparation<T> {
    Prepared<T> begin() throws ProcessingException;
  }

  private Prepared<EncodedImage> prepared(byte[] content) throws ProcessingException {
    DecodedImage image = decode(content);
    Optional<byte[]> thumbnail = images.thumbnail().of(image);
    // The decoded pixels must not live as long as the row is waited for.
    String mediaType = image.mediaType();
    int width = image.width();
    int height = image.height();
    return new Prepared<>(
        image, vector -> new EncodedImage(vector, mediaType, width, height, thumbnail));
  }

  /** Decodes and preprocesses; what fails, fails the image alone. */
  private <T> void prepare(Preparation<T> preparation, CompletableFuture<T> encoded) {
    Optional<ImageBatch.Slot> slot = Optional.empty();
    try {
      long start = System.nanoTime();
      Prepared<T> prepared = preparation.begin();
      long decoded = System.nanoTime() - start;
      slot = Optional.of(queue.claim());
      start = System.nanoTime();
      images.preprocess().preprocess(prepared.image(), slot.get().pixels());
      meters.decode().record(decoded + System.nanoTime() - start, TimeUnit.NANOSECONDS);
      queue.ready(slot.get(), Row.completing(encoded, prepared.result()));
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      giveUp(slot, encoded, new EncoderClosedException());
    } catch (ProcessingException | RuntimeException | Error failure) {
      giveUp(slot, encoded, failure);
    }
  }

  @Override
  public DecodedImage decode(byte[] content) throws ProcessingException {
    try {
      return images.decode().decode(content);
    } catch (OutOfMemoryError tooLarge) {
      throw new ProcessingException(
          FailureCode.IMAGE_TOO_LARGE,
          "the image of %d bytes needs more memory than the heap of %d MiB has to spare: raise -Xmx, or"
                  .formatted(content.length, Runtime.getRuntime().maxMemory() >> 20)
              + " lower clip.image.max.pixels",
          tooLarge);
    }
  }

  private void giveUp(
      Optional<ImageBatch.Slot> slot, CompletableFuture<?> encoded, Throwable failure) {
    slot.ifPresentOrElse(queue::abandoned, queue::unprepared);
    encoded.completeExceptionally(failure);
  }

  /** What is not done yet fails with {@link EncoderClosedException}. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    queue.close();
    preparers.shutdown();
    runner.shutdown();
    try {
      boolean ended =
          preparers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)
              && runner.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        throw new IllegalStateException(
            "the model is still busy after %d s; it is left open".formatted(CLOSE_SECONDS));
      }
      model.close();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the encoder closes", interrupted);
    }
  }
}
