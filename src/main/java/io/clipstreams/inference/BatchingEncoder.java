package io.clipstreams.inference;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.ClipModel;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.model.text.TextLimits;
import io.clipstreams.model.text.Tokens;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

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
  private final Cores cores;
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
    this.cores =
        new Cores(
            Math.max(limits.preparers(), Runtime.getRuntime().availableProcessors()),
            limits.modelCores());
    this.meters = new InferenceMeters(registry);
    InferenceMeters.watch(registry, queue);
    this.preparers =
        Executors.newFixedThreadPool(limits.preparers(), new NamedThreads("clip-prepare"));
    this.runner = Executors.newSingleThreadExecutor(new NamedThreads("clip-model"));
    runner.execute(new ModelRunner(model, queue, cores, meters));
  }

  @Override
  public EncodedImage encodeImage(byte[] content) throws ProcessingException {
    CompletableFuture<EncodedImage> encoded = new CompletableFuture<>();
    queue.preparing();
    prepare(content, encoded);
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
    preparers.execute(() -> prepare(content.bytes(), encoded));
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

  /** Decodes and preprocesses; what fails, fails the image alone. */
  private void prepare(byte[] content, CompletableFuture<EncodedImage> encoded) {
    Optional<ImageBatch.Slot> slot = Optional.empty();
    try {
      Decoded decoded = decode(content);
      // Not while a core is held: the model may need it to free a slot.
      slot = Optional.of(queue.claim());
      preprocess(decoded, slot.get());
      queue.ready(slot.get(), row(decoded, encoded));
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      giveUp(slot, encoded, new EncoderClosedException());
    } catch (ProcessingException | RuntimeException | Error failure) {
      giveUp(slot, encoded, failure);
    }
  }

  private record Decoded(DecodedImage image, Optional<byte[]> thumbnail, long nanos) {}

  private Decoded decode(byte[] content) throws ProcessingException, InterruptedException {
    cores.awaitForImage();
    try {
      long start = System.nanoTime();
      DecodedImage image = images.decode().decode(content);
      Optional<byte[]> thumbnail = images.thumbnail().of(image);
      return new Decoded(image, thumbnail, System.nanoTime() - start);
    } catch (OutOfMemoryError tooLarge) {
      throw new ProcessingException(
          FailureCode.IMAGE_TOO_LARGE,
          "the image of %d bytes needs more memory than the heap of %d MiB has to spare: raise -Xmx, or"
                  .formatted(content.length, Runtime.getRuntime().maxMemory() >> 20)
              + " lower clip.image.max.pixels",
          tooLarge);
    } finally {
      cores.imageDone();
    }
  }

  private void preprocess(Decoded decoded, ImageBatch.Slot slot) throws InterruptedException {
    cores.awaitForImage();
    try {
      long start = System.nanoTime();
      images.preprocess().preprocess(decoded.image(), slot.pixels());
      long nanos = decoded.nanos() + System.nanoTime() - start;
      meters.decode().record(nanos, TimeUnit.NANOSECONDS);
    } finally {
      cores.imageDone();
    }
  }

  private static Row row(Decoded decoded, CompletableFuture<EncodedImage> encoded) {
    // The decoded pixels must not live as long as the row is waited for.
    String mediaType = decoded.image().mediaType();
    int width = decoded.image().width();
    int height = decoded.image().height();
    Optional<byte[]> thumbnail = decoded.thumbnail();
    return Row.completing(
        encoded, vector -> new EncodedImage(vector, mediaType, width, height, thumbnail));
  }

  private void giveUp(
      Optional<ImageBatch.Slot> slot, CompletableFuture<EncodedImage> encoded, Throwable failure) {
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
