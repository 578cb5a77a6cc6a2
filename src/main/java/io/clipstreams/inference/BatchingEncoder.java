package io.clipstreams.inference;

import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.ClipModel;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.model.text.TextLimits;
import io.clipstreams.model.text.Tokens;
import io.clipstreams.scoring.PatchGrid;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Embeds images and texts in batches: images are decoded and preprocessed by several threads,
 * straight into the slots of a batch; one thread for each batch that may run at once runs the
 * model. Closing it closes the model and the journal.
 *
 * <p>A batch's rows do not depend on each other: each fails or succeeds alone.
 */
public final class BatchingEncoder implements Encoder {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  /** A PNG of one pixel. */
  private static final HashedBytes PROBE_IMAGE =
      HashedBytes.of(
          Base64.getDecoder()
              .decode(
                  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNoaGgAAAMEAYFL09IQAAAAAElFTkSuQmCC"));

  private final BatchModel model;
  private final ImageSteps images;
  private final TextLimits texts;
  private final BatchQueue queue;
  private final Cores cores;
  private final InferenceMeters meters;
  private final CrashJournal journal;
  private final NativeWork work;
  private final LoneEncoder suspects;
  private final ExecutorService preparers;
  private final ExecutorService runners;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * An encoder that owns a model.
   *
   * @param model the model
   * @param images what happens to images before it
   * @param texts which texts are embedded at all
   * @param limits of batches
   * @param journal notes what is being decoded and embedded
   * @param registry where it counts
   */
  public BatchingEncoder(
      ClipModel model,
      ImageSteps images,
      TextLimits texts,
      BatchLimits limits,
      CrashJournal journal,
      MeterRegistry registry) {
    this(BatchModel.of(model), images, texts, limits, journal, registry);
  }

  BatchingEncoder(
      BatchModel model,
      ImageSteps images,
      TextLimits texts,
      BatchLimits limits,
      CrashJournal journal,
      MeterRegistry registry) {
    this.model = Objects.requireNonNull(model, "model");
    this.images = Objects.requireNonNull(images, "images");
    this.texts = Objects.requireNonNull(texts, "texts");
    this.queue = new BatchQueue(limits, model::newPixelBuffer);
    this.cores =
        new Cores(
            Math.max(limits.preparers(), Runtime.getRuntime().availableProcessors()),
            limits.runCores());
    this.meters = new InferenceMeters(registry);
    this.journal = Objects.requireNonNull(journal, "journal");
    this.work = new NativeWork(journal);
    this.suspects = new LoneEncoder(model, images, work);
    meters.watch(queue);
    this.preparers =
        Executors.newFixedThreadPool(limits.preparers(), new NamedThreads("clip-prepare"));
    this.runners = Executors.newFixedThreadPool(limits.runs(), new NamedThreads("clip-model"));
    for (int i = 0; i < limits.runs(); i++) {
      runners.execute(new ModelRunner(model, queue, work, cores, meters));
    }
  }

  @Override
  public EncodedImage encodeImage(byte[] content) throws ProcessingException {
    return encodeImage(HashedBytes.of(content));
  }

  @Override
  public EncodedImage encodeImage(HashedBytes content) throws ProcessingException {
    return Encoder.await(image(content, Runnable::run));
  }

  @Override
  public EncodedText encodeText(String text) throws ProcessingException {
    return Encoder.await(text(text, Runnable::run));
  }

  @Override
  public CompletableFuture<EncodedImage> submitImage(HashedBytes content) {
    return image(content, preparers);
  }

  @Override
  public CompletableFuture<EncodedText> submitText(String text) {
    return text(text, preparers);
  }

  /** An image and a text, whatever the journal says of them: a crash is never their own fault. */
  @Override
  public CompletableFuture<?> probe() {
    return CompletableFuture.allOf(
        queued(WorkId.of(PROBE_IMAGE), PROBE_IMAGE, preparers), queued(WorkId.of(PROBE), PROBE));
  }

  private CompletableFuture<EncodedImage> image(HashedBytes content, Executor threads) {
    WorkId id = WorkId.of(content);
    return switch (work.standing(id)) {
      case CLEAR -> queued(id, content, threads);
      case SUSPECT -> completed(threads, () -> suspects.image(id, content.bytes()));
      case CONVICTED -> CompletableFuture.failedFuture(LoneEncoder.convicted("image"));
    };
  }

  private CompletableFuture<EncodedText> text(String text, Executor threads) {
    try {
      texts.check(text);
    } catch (ProcessingException refused) {
      return CompletableFuture.failedFuture(refused);
    }
    WorkId id = WorkId.of(text);
    return switch (work.standing(id)) {
      case CLEAR -> queued(id, text);
      case SUSPECT -> completed(threads, () -> suspects.text(id, text));
      case CONVICTED -> CompletableFuture.failedFuture(LoneEncoder.convicted("text"));
    };
  }

  private CompletableFuture<EncodedImage> queued(WorkId id, HashedBytes content, Executor threads) {
    CompletableFuture<EncodedImage> encoded = new CompletableFuture<>();
    queue.preparing();
    threads.execute(() -> prepare(() -> begin(id, content.bytes(), encoded), encoded));
    return encoded;
  }

  @Override
  public DecodedImage decode(byte[] content) throws ProcessingException {
    WorkId id = WorkId.of(HashedBytes.of(content));
    NativeWork.Task<DecodedImage, ProcessingException> decode =
        () -> PreparedImage.decode(images, content).image();
    return switch (work.standing(id)) {
      case CLEAR -> work.inCompany(List.of(id), decode);
      case SUSPECT -> work.alone(id, decode);
      case CONVICTED -> throw LoneEncoder.convicted("image");
    };
  }

  @Override
  public CompletableFuture<float[]> submitPart(DecodedImage image, PatchGrid.Area area) {
    CompletableFuture<float[]> encoded = new CompletableFuture<>();
    queue.preparing();
    preparers.execute(() -> prepare(() -> begin(image, area, encoded), encoded));
    return encoded;
  }

  private CompletableFuture<EncodedText> queued(WorkId id, String text) {
    Tokens tokens;
    try {
      tokens = work.inCompany(List.of(id), () -> model.tokenize(text));
    } catch (RuntimeException failure) {
      return CompletableFuture.failedFuture(failure);
    }
    CompletableFuture<EncodedText> encoded = new CompletableFuture<>();
    queue.add(
        tokens,
        Row.completing(
            id, encoded, vector -> new EncodedText(vector, tokens.count(), tokens.truncated())));
    return encoded;
  }

  private static <T> CompletableFuture<T> completed(Executor threads, Encoding<T> encoding) {
    CompletableFuture<T> encoded = new CompletableFuture<>();
    try {
      threads.execute(
          () -> {
            try {
              encoded.complete(encoding.await());
            } catch (ProcessingException | RuntimeException | Error failure) {
              encoded.completeExceptionally(failure);
            }
          });
    } catch (RejectedExecutionException closing) {
      encoded.completeExceptionally(new EncoderClosedException());
    }
    return encoded;
  }

  /** What is to be preprocessed, and who waits for it. */
  private record Begun(Decoded decoded, Row row) {}

  private interface Beginning {
    Begun begin() throws ProcessingException, InterruptedException;
  }

  private Begun begin(WorkId id, byte[] content, CompletableFuture<EncodedImage> encoded)
      throws ProcessingException, InterruptedException {
    Decoded decoded = decode(id, content);
    return new Begun(decoded, decoded.image().row(id, encoded));
  }

  private Begun begin(DecodedImage image, PatchGrid.Area area, CompletableFuture<float[]> encoded) {
    DecodedImage part = image.part(area.x(), area.y(), area.width(), area.height());
    WorkId id = WorkId.of(HashedBytes.of(part.rgb()));
    return new Begun(
        new Decoded(new PreparedImage(images, part.rgb().length, part, Optional.empty()), 0),
        Row.completing(id, encoded, vector -> vector));
  }

  /** Decodes and preprocesses; what fails, fails the image alone. */
  private void prepare(Beginning beginning, CompletableFuture<?> encoded) {
    Optional<ImageBatch.Slot> slot = Optional.empty();
    try {
      Begun begun = beginning.begin();
      // Not while a core is held: the model may need it to free a slot.
      slot = Optional.of(queue.claim());
      preprocess(begun.decoded(), slot.get());
      queue.ready(slot.get(), begun.row());
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      giveUp(slot, encoded, new EncoderClosedException());
    } catch (ProcessingException | RuntimeException | Error failure) {
      giveUp(slot, encoded, failure);
    }
  }

  private record Decoded(PreparedImage image, long nanos) {}

  private Decoded decode(WorkId id, byte[] content)
      throws ProcessingException, InterruptedException {
    cores.awaitForImage();
    try {
      long start = System.nanoTime();
      PreparedImage image =
          work.inCompany(List.of(id), () -> PreparedImage.decode(images, content));
      return new Decoded(image, System.nanoTime() - start);
    } finally {
      cores.imageDone();
    }
  }

  private void preprocess(Decoded decoded, ImageBatch.Slot slot)
      throws ProcessingException, InterruptedException {
    cores.awaitForImage();
    try {
      long start = System.nanoTime();
      decoded.image().writePixels(slot.pixels());
      long nanos = decoded.nanos() + System.nanoTime() - start;
      meters.decode().record(nanos, TimeUnit.NANOSECONDS);
    } finally {
      cores.imageDone();
    }
  }

  private void giveUp(
      Optional<ImageBatch.Slot> slot, CompletableFuture<?> encoded, Throwable failure) {
    slot.ifPresentOrElse(queue::abandoned, queue::unprepared);
    encoded.completeExceptionally(failure);
  }

  /**
   * What is not done yet fails with {@link EncoderClosedException}; what native code is at, on
   * whichever thread, ends before the model is closed.
   *
   * @throws IllegalStateException if it does not in time; the model is left open then
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    queue.close();
    preparers.shutdown();
    runners.shutdown();
    try {
      boolean ended =
          preparers.awaitTermination(CLOSE_LIMIT.toSeconds(), TimeUnit.SECONDS)
              && runners.awaitTermination(CLOSE_LIMIT.toSeconds(), TimeUnit.SECONDS)
              && work.end(CLOSE_LIMIT, this::closeModel);
      if (!ended) {
        throw new IllegalStateException(
            "the model is still busy after %d s; it is left open"
                .formatted(CLOSE_LIMIT.toSeconds()));
      }
      meters.close();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the encoder closes", interrupted);
    }
  }

  private void closeModel() {
    model.close();
    journal.close();
  }
}
