package io.clipstreams.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clipstreams.inference.EncodedImage;
import io.clipstreams.inference.EncodedText;
import io.clipstreams.inference.Encoder;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.scoring.PatchGrid;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SelfTestTest {
  private final SettableClock clock = new SettableClock();
  private final Probed encoder = new Probed();
  private final SelfTest test =
      new SelfTest(encoder, Duration.ofMinutes(1), Duration.ofMinutes(5), clock);

  @Test
  void passesWhileTheModelAnswersAndIsAskedNoMoreThanNeeded() {
    CompletableFuture<Void> first = encoder.next();
    assertThat(test.passes()).isTrue();
    first.complete(null);
    await().until(encoder::askedForAll);
    assertThat(test.passes()).isTrue();
    CompletableFuture<Void> second = encoder.next();
    assertThat(test.passes()).as("it is not due").isTrue();
    assertThat(encoder.askedForAll()).isFalse();
    clock.pass(Duration.ofMinutes(1));
    assertThat(test.passes()).isTrue();
    await().until(encoder::askedForAll);
    second.complete(null);
  }

  @Test
  void failsUntilTheModelEmbedsAgain() {
    encoder.next().completeExceptionally(new IllegalStateException("the device is gone"));
    await().until(() -> !test.passes());
    encoder.next().complete(null);
    clock.pass(Duration.ofMinutes(1));
    await().until(test::passes);
  }

  @Test
  void failsWhenNoAnswerComes() {
    CompletableFuture<Void> never = encoder.next();
    assertThat(test.passes()).isTrue();
    await().until(encoder::askedForAll);
    clock.pass(Duration.ofMinutes(5));
    assertThat(test.passes()).isTrue();
    clock.pass(Duration.ofSeconds(1));
    assertThat(test.passes()).isFalse();
    never.complete(null);
    encoder.next().complete(null);
    await().until(test::passes);
  }

  /** Its probes end when the test says so. */
  private static final class Probed implements Encoder {
    @Override
    public DecodedImage decode(byte[] content) {
      throw new UnsupportedOperationException("images are not cut here");
    }

    @Override
    public CompletableFuture<float[]> submitPart(DecodedImage image, PatchGrid.Area area) {
      throw new UnsupportedOperationException("images are not cut here");
    }

    private final Deque<CompletableFuture<Void>> probes = new ArrayDeque<>();

    synchronized CompletableFuture<Void> next() {
      CompletableFuture<Void> probe = new CompletableFuture<>();
      probes.add(probe);
      return probe;
    }

    synchronized boolean askedForAll() {
      return probes.isEmpty();
    }

    @Override
    public synchronized CompletableFuture<?> probe() {
      return probes.remove();
    }

    @Override
    public EncodedImage encodeImage(byte[] content) {
      throw new UnsupportedOperationException();
    }

    @Override
    public EncodedText encodeText(String text) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }

  private static final class SettableClock extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    void pass(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
