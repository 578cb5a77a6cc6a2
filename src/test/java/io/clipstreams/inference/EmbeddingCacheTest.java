package io.clipstreams.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.scoring.PatchGrid;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class EmbeddingCacheTest {
  private final List<String> embedded = new ArrayList<>();
  private final List<CompletableFuture<EncodedText>> pending = new ArrayList<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private boolean failing;
  private final EmbeddingCache cache = new EmbeddingCache(new Counting(), "r1", 1 << 20, meters);

  private final class Counting implements Encoder {
    @Override
    public EncodedImage encodeImage(byte[] content) throws ProcessingException {
      embedded.add(new String(content, StandardCharsets.UTF_8));
      if (failing) {
        throw new ProcessingException(FailureCode.DECODE_FAILED, "this time");
      }
      return new EncodedImage(new float[] {1, 2}, "image/png", 1, 1, Optional.empty());
    }

    @Override
    public EncodedText encodeText(String text) {
      embedded.add(text);
      return new EncodedText(new float[] {3, 4}, 5, false);
    }

    @Override
    public CompletableFuture<EncodedText> submitText(String text) {
      embedded.add(text);
      CompletableFuture<EncodedText> result = new CompletableFuture<>();
      pending.add(result);
      return result;
    }

    @Override
    public DecodedImage decode(byte[] content) {
      throw new UnsupportedOperationException("nothing is detected here");
    }

    @Override
    public CompletableFuture<float[]> submitPart(DecodedImage image, PatchGrid.Area area) {
      throw new UnsupportedOperationException("nothing is detected here");
    }

    @Override
    public void close() {}
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void theSameBytesAreEmbeddedOnceHoweverTheyAreAskedFor() throws Exception {
    EncodedImage first = cache.encodeImage(utf8("a"));
    assertThat(cache.encodeImage(utf8("a"))).isSameAs(first);
    assertThat(Encoder.await(cache.submitImage(utf8("a")))).isSameAs(first);
    cache.encodeImage(utf8("b"));
    assertThat(embedded).containsExactly("a", "b");
    assertThat(
            meters
                .get("cache.gets")
                .tag("cache", "clip.images")
                .tag("result", "hit")
                .functionCounter()
                .count())
        .isEqualTo(2);
  }

  @Test
  void anImageAndATextOfTheSameBytesAreTwoThings() throws Exception {
    cache.encodeImage(utf8("a"));
    assertThat(cache.encodeText("a").vector()).containsExactly(3, 4);
  }

  @Test
  void whoAsksMeanwhileWaitsForTheSameRun() throws Exception {
    CompletableFuture<EncodedText> first = cache.submitText("a");
    CompletableFuture<EncodedText> second = cache.submitText("a");
    assertThat(embedded).containsExactly("a");
    pending.get(0).complete(new EncodedText(new float[] {7}, 1, false));
    assertThat(Encoder.await(first)).isSameAs(Encoder.await(second));
    assertThat(cache.encodeText("a")).isSameAs(Encoder.await(first));
    assertThat(embedded).containsExactly("a");
  }

  @Test
  void failuresAreNotRemembered() throws Exception {
    failing = true;
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(ProcessingException.class)
          .isThrownBy(() -> cache.encodeImage(utf8("a")));
    }
    failing = false;
    assertThat(cache.encodeImage(utf8("a")).vector()).containsExactly(1, 2);
    assertThat(embedded).containsExactly("a", "a", "a");
  }

  @Test
  void itsMemoryIsBounded() throws Exception {
    EmbeddingCache small = new EmbeddingCache(new Counting(), "r1", 2_000, meters);
    // What does not fit goes in its own time, on another thread.
    Awaitility.await()
        .untilAsserted(
            () -> {
              for (int i = 0; i < 100; i++) {
                small.encodeImage(utf8("a" + i));
              }
              assertThat(embedded.size()).isGreaterThan(150);
            });
  }
}
