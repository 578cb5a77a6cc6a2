package io.clipstreams.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.scoring.FoundBox;
import io.clipstreams.scoring.PatchGrid;
import io.clipstreams.scoring.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DetectorTest {
  private static final DetectionSettings SETTINGS =
      new DetectionSettings(OptionalInt.of(10), 12, 3, 1, 1, 0.5, -1, -1, 0.5, 1_000);

  private final List<PatchGrid.Area> embedded = new ArrayList<>();

  /** Remembers which windows it has embedded. */
  private final Encoder encoder =
      new Encoder() {
        private final FakeEncoder fake = new FakeEncoder();

        @Override
        public EncodedImage encodeImage(byte[] content) throws ProcessingException {
          return fake.encodeImage(content);
        }

        @Override
        public EncodedText encodeText(String text) throws ProcessingException {
          return fake.encodeText(text);
        }

        @Override
        public DecodedImage decode(byte[] content) throws ProcessingException {
          return fake.decode(content);
        }

        @Override
        public CompletableFuture<float[]> submitPart(DecodedImage image, PatchGrid.Area area) {
          embedded.add(area);
          return fake.submitPart(image, area);
        }

        @Override
        public void close() {}
      };

  private static DecodedImage image(int width, int height) {
    byte[] pixels = new byte[width * height * 3];
    new Random(1).nextBytes(pixels);
    return new DecodedImage(width, height, "image/png", pixels);
  }

  @Test
  void everyWindowIsEmbeddedOnceHoweverManyPromptsThereAre() throws Exception {
    DecodedImage image = image(200, 150);
    AtomicInteger told = new AtomicInteger();

    Detection detection =
        new Detector(encoder, SETTINGS)
            .detect(image, List.of("a cat", "a dog", "a cat"), told::incrementAndGet);

    PatchGrid grid = detection.grid();
    assertThat(embedded)
        .containsExactlyElementsOf(grid.windows().stream().map(grid::area).toList())
        .hasSize(18 * 13);
    assertThat(told).hasValue(18 * 13);
    assertThat(detection.prompts()).hasSize(3);
    assertThat(detection.prompts().get(0).map().scores())
        .isEqualTo(detection.prompts().get(2).map().scores())
        .isNotEqualTo(detection.prompts().get(1).map().scores());
    double best = -1;
    for (PatchGrid.Area area : List.copyOf(embedded)) {
      float[] window = Encoder.await(encoder.submitPart(image, area));
      best = Math.max(best, Vectors.cosine(window, encoder.encodeText("a dog").vector()));
    }
    assertThat(detection.prompts().get(1).bestSimilarity()).isEqualTo((float) best);
  }

  @Test
  void aBoxStaysIfItIsLikeThePromptAsAWhole() throws Exception {
    DecodedImage image = image(200, 150);
    List<String> prompts = List.of("a cat", "a cat");
    List<FoundBox> all =
        new Detector(encoder, SETTINGS).detect(image, prompts).prompts().get(0).boxes();
    List<PatchGrid.Area> squares = all.stream().map(box -> box.area().square(200, 150)).toList();
    float[] prompt = encoder.encodeText("a cat").vector();
    List<FoundBox> alike = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (Vectors.cosine(prompt, Encoder.await(encoder.submitPart(image, squares.get(i)))) >= 0) {
        alike.add(all.get(i));
      }
    }
    assertThat(alike).as("some, and not all").isNotEmpty().hasSizeLessThan(all.size());

    embedded.clear();
    DetectionSettings twice =
        new DetectionSettings(OptionalInt.of(10), 12, 3, 1, 1, 0.5, -1, 0, 0.5, 1_000);
    Detection detection = new Detector(encoder, twice).detect(image, prompts);
    assertThat(detection.prompts()).allSatisfy(found -> assertThat(found.boxes()).isEqualTo(alike));
    assertThat(embedded.subList(18 * 13, embedded.size()))
        .as("each box once, whatever the prompts")
        .containsExactlyElementsOf(squares.stream().distinct().toList());
  }

  @Test
  void whatARequestNamesGoesBeforeTheConfiguration() throws Exception {
    DetectionSettings wanted =
        SETTINGS.with(
            OptionalInt.of(50), OptionalInt.empty(), OptionalInt.of(2), OptionalDouble.of(0.9));
    assertThat(wanted.patch()).hasValue(50);
    assertThat(wanted.window()).isEqualTo(3);
    assertThat(wanted.stride()).isEqualTo(2);
    assertThat(wanted.threshold()).isEqualTo(0.9);
    // The configured stride must not leave gaps between smaller windows.
    assertThat(
            new DetectionSettings(OptionalInt.empty(), 12, 4, 4, 1, 0.5, 0, -1, 0.5, 10)
                .with(
                    OptionalInt.empty(),
                    OptionalInt.of(2),
                    OptionalInt.empty(),
                    OptionalDouble.empty())
                .stride())
        .isEqualTo(2);
  }

  @Test
  void whatDoesNotSuitTheImageIsRefusedBeforeAnythingIsEmbedded() {
    Detector detector = new Detector(encoder, SETTINGS);
    assertRefused(detector, image(2_000, 1_000), List.of("a cat"), "allowed are 1000");
    assertRefused(detector, image(20, 10), List.of(), "there is no prompt");
    DetectionSettings gaps =
        SETTINGS.with(
            OptionalInt.empty(), OptionalInt.empty(), OptionalInt.of(9), OptionalDouble.empty());
    assertRefused(new Detector(encoder, gaps), image(20, 10), List.of("a cat"), "stride 9");
    DetectionSettings tiny =
        SETTINGS.with(
            OptionalInt.of(1), OptionalInt.of(300), OptionalInt.of(300), OptionalDouble.empty());
    assertRefused(new Detector(encoder, tiny), image(300, 300), List.of("a cat"), "90000 patches");
    assertThat(embedded).isEmpty();
  }

  private static void assertRefused(
      Detector detector, DecodedImage image, List<String> prompts, String words) {
    assertThatThrownBy(() -> detector.detect(image, prompts))
        .isInstanceOfSatisfying(
            ProcessingException.class,
            refused -> assertThat(refused.code()).isEqualTo(FailureCode.INVALID_EVENT))
        .hasMessageContaining(words);
  }

  @Test
  void aPromptThatCannotBeEmbeddedFailsAsATextDoes() {
    assertThatThrownBy(
            () -> new Detector(encoder, SETTINGS).detect(image(20, 10), List.of("a cat", " ")))
        .isInstanceOfSatisfying(
            ProcessingException.class,
            refused -> assertThat(refused.code()).isEqualTo(FailureCode.EMPTY_TEXT));
  }
}
