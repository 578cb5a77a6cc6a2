package io.clipstreams.inference;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.scoring.PatchGrid;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * An encoder that remembers: the same bytes or text are embedded once, also when they are asked for
 * several times at once. Failures are not remembered. Bounded by bytes; closing it closes the
 * encoder behind it.
 */
public final class EmbeddingCache implements Encoder {
  /** Of failures those are told who asked; Caffeine would log each of them with its stack trace. */
  private static final Logger CAFFEINE =
      Logger.getLogger("com.github.benmanes.caffeine.cache.LocalAsyncCache");

  static {
    CAFFEINE.setLevel(Level.OFF);
  }

  /** Rough cost of an entry beside its vector and thumbnail: keys, objects, the cache's own. */
  private static final int ENTRY_OVERHEAD = 300;

  private final Encoder encoder;
  private final String modelRevision;
  private final AsyncCache<Key, EncodedImage> images;
  private final AsyncCache<Key, EncodedText> texts;

  /**
   * @param encoder embeds what is not remembered
   * @param modelRevision of its model
   * @param maxBytes how much is remembered, about; half of it images, half of it texts
   * @param meters where hits are counted
   */
  public EmbeddingCache(
      Encoder encoder, String modelRevision, long maxBytes, MeterRegistry meters) {
    this.encoder = Objects.requireNonNull(encoder, "encoder");
    this.modelRevision = Objects.requireNonNull(modelRevision, "modelRevision");
    this.images =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes / 2)
            .weigher((Key key, EncodedImage image) -> weight(image))
            .recordStats()
            .buildAsync();
    this.texts =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes / 2)
            .weigher((Key key, EncodedText text) -> weight(text.vector()))
            .recordStats()
            .buildAsync();
    CaffeineCacheMetrics.monitor(meters, images, "clip.images");
    CaffeineCacheMetrics.monitor(meters, texts, "clip.texts");
  }

  private record Key(String modelRevision, ByteBuffer sha256) {}

  private static int weight(EncodedImage image) {
    return weight(image.vector()) + image.thumbnail().map(jpeg -> jpeg.length).orElse(0);
  }

  private static int weight(float[] vector) {
    return ENTRY_OVERHEAD + vector.length * Float.BYTES;
  }

  private Key key(HashedBytes content) {
    return new Key(modelRevision, ByteBuffer.wrap(content.sha256()));
  }

  private Key key(String text) {
    return key(HashedBytes.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public EncodedImage encodeImage(byte[] content) throws ProcessingException {
    return encodeImage(HashedBytes.of(content));
  }

  @Override
  public EncodedImage encodeImage(HashedBytes content) throws ProcessingException {
    return here(images, key(content), () -> encoder.encodeImage(content));
  }

  @Override
  public EncodedText encodeText(String text) throws ProcessingException {
    return here(texts, key(text), () -> encoder.encodeText(text));
  }

  @Override
  public CompletableFuture<EncodedImage> submitImage(HashedBytes content) {
    return submitted(images, key(content), () -> encoder.submitImage(content));
  }

  @Override
  public CompletableFuture<EncodedText> submitText(String text) {
    return submitted(texts, key(text), () -> encoder.submitText(text));
  }

  @Override
  public CompletableFuture<?> probe() {
    return encoder.probe();
  }

  @Override
  public DecodedImage decode(byte[] content) throws ProcessingException {
    return encoder.decode(content);
  }

  /** Not remembered: an image has hundreds, and they would push out whole images. */
  @Override
  public CompletableFuture<float[]> submitPart(DecodedImage image, PatchGrid.Area area) {
    return encoder.submitPart(image, area);
  }

  private static <T> CompletableFuture<T> submitted(
      AsyncCache<Key, T> cache, Key key, Supplier<CompletableFuture<T>> submit) {
    return cache.get(key, (ignored, executor) -> submit.get());
  }

  /** On this thread, unless somebody is at it already. */
  private static <T> T here(AsyncCache<Key, T> cache, Key key, Encoding<T> encoding)
      throws ProcessingException {
    CompletableFuture<T> own = new CompletableFuture<>();
    CompletableFuture<T> known = cache.get(key, (ignored, executor) -> own);
    if (known == own) {
      try {
        own.complete(encoding.await());
      } catch (ProcessingException | RuntimeException | Error failure) {
        own.completeExceptionally(failure);
        throw failure;
      }
    }
    return Encoder.await(known);
  }

  @Override
  public void close() {
    encoder.close();
  }
}
