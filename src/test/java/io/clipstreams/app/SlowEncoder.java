package io.clipstreams.app;

import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.EncodedImage;
import io.clipstreams.inference.EncodedText;
import io.clipstreams.inference.Encoder;
import io.clipstreams.inference.FakeEncoder;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.scoring.PatchGrid;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A model that takes its time over images. */
final class SlowEncoder implements Encoder {
  private final Encoder encoder = new FakeEncoder();
  private final AtomicInteger embedded = new AtomicInteger();
  private final Map<String, Integer> embeddedBefore = new ConcurrentHashMap<>();
  private final Duration time;

  SlowEncoder(Duration time) {
    this.time = time;
  }

  /** How many images it has embedded. */
  int embedded() {
    return embedded.get();
  }

  /** How many images it had embedded when it began with this one, if it has begun. */
  OptionalInt embeddedBefore(String content) {
    Integer before = embeddedBefore.get(content);
    return before == null ? OptionalInt.empty() : OptionalInt.of(before);
  }

  @Override
  public EncodedImage encodeImage(byte[] content) throws ProcessingException {
    embeddedBefore.put(new String(content, StandardCharsets.UTF_8), embedded.get());
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
    embedded.incrementAndGet();
    return encoder.encodeImage(content);
  }

  @Override
  public EncodedText encodeText(String text) throws ProcessingException {
    return encoder.encodeText(text);
  }

  @Override
  public DecodedImage decode(byte[] content) throws ProcessingException {
    return encoder.decode(content);
  }

  @Override
  public CompletableFuture<float[]> submitPart(DecodedImage image, PatchGrid.Area area) {
    return encoder.submitPart(image, area);
  }

  @Override
  public void close() {
    encoder.close();
  }
}
