package io.clipstreams.model;

import static io.clipstreams.model.TinyClipGoldens.largestDifference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.clipstreams.model.text.Tokens;
import io.clipstreams.scoring.Vectors;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tiny CLIP against the reference. */
class ClipModelTest {
  private static TinyClipGoldens goldens;
  private static ClipModel model;
  private static ClipModel idsOnly;

  @BeforeAll
  static void load(@TempDir Path withMask, @TempDir Path withoutMask) throws Exception {
    goldens = TinyClipGoldens.read();
    model = TestModel.tinyClip(withMask, "text_model.onnx").load();
    idsOnly = TestModel.tinyClip(withoutMask, "text_model_ids_only.onnx").load();
  }

  @AfterAll
  static void close() {
    model.close();
    idsOnly.close();
  }

  private static float[] embedded(TinyClipGoldens.Image image) throws Exception {
    FloatBuffer pixels = model.newPixelBuffer(1);
    image.putPixels(pixels);
    return model.embedImages(pixels.flip(), 1).row(0);
  }

  @Test
  void readsItsPropertiesFromTheFiles() {
    assertThat(model.dimension()).isEqualTo(512);
    assertThat(model.imageWidth()).isEqualTo(224);
    assertThat(model.imageHeight()).isEqualTo(224);
    assertThat(model.tokenizer().contextLength()).isEqualTo(77);
    assertThat(model.tokenizer().padId()).isEqualTo(49407);
    assertThat(model.logitScale()).isCloseTo(100, within(1e-9));
    assertThat(model.calibration()).isEmpty();
    assertThat(model.device()).hasToString("cpu");
    // Causal: padding that follows the end token is not seen, with or without a mask.
    assertThat(model.textBatching()).isEqualTo("PADDED");
    assertThat(idsOnly.textBatching()).isEqualTo("PADDED");
  }

  @Test
  void embedsImagesAsTheReference() throws Exception {
    for (TinyClipGoldens.Image image : goldens.images()) {
      float[] vector = Vectors.normalize(embedded(image));
      assertThat(largestDifference(vector, image.vector())).as(image.file()).isLessThan(1e-5);
    }
  }

  @Test
  void embedsTextsAsTheReferenceWithAndWithoutAMask() throws Exception {
    for (ClipModel each : List.of(model, idsOnly)) {
      List<Tokens> tokens =
          goldens.texts().stream().map(text -> each.tokenizer().tokenize(text.text())).toList();
      Embeddings together = each.embedTexts(tokens);
      for (int i = 0; i < tokens.size(); i++) {
        TinyClipGoldens.Text golden = goldens.texts().get(i);
        assertThat(tokens.get(i).ids()).isEqualTo(golden.ids());
        assertThat(tokens.get(i).truncated()).isEqualTo(golden.truncated());
        float[] alone = Vectors.normalize(each.embedTexts(List.of(tokens.get(i))).row(0));
        float[] inBatch = Vectors.normalize(together.row(i));
        assertThat(largestDifference(alone, golden.vector())).as(golden.text()).isLessThan(1e-5);
        assertThat(largestDifference(inBatch, golden.vector())).as(golden.text()).isLessThan(1e-5);
      }
    }
  }

  @Test
  void classifiesAsTheReference() throws Exception {
    for (JsonNode zeroShot : goldens.all().get("zero_shot")) {
      TinyClipGoldens.Image image =
          goldens.images().stream()
              .filter(each -> each.file().equals(zeroShot.get("file").textValue()))
              .findFirst()
              .orElseThrow();
      float[] picture = embedded(image);
      List<Tokens> prompts = new ArrayList<>();
      for (JsonNode label : zeroShot.get("labels")) {
        prompts.add(
            model
                .tokenizer()
                .tokenize(zeroShot.get("template").textValue().replace("{}", label.textValue())));
      }
      Embeddings labels = model.embedTexts(prompts);
      double[] cosines = new double[prompts.size()];
      for (int i = 0; i < cosines.length; i++) {
        cosines[i] = Vectors.cosine(picture, labels.row(i));
        assertThat(cosines[i])
            .isCloseTo(zeroShot.get("cosines").get(i).doubleValue(), within(1e-5));
      }
      assertProbabilities(cosines, model.logitScale(), zeroShot.get("probabilities"));
      assertProbabilities(cosines, 5, zeroShot.get("probabilities_at_logit_scale_5"));
    }
  }

  private static void assertProbabilities(double[] cosines, double scale, JsonNode expected) {
    double sum = 0;
    for (double cosine : cosines) {
      sum += Math.exp(scale * cosine);
    }
    for (int i = 0; i < cosines.length; i++) {
      assertThat(Math.exp(scale * cosines[i]) / sum)
          .isCloseTo(expected.get(i).doubleValue(), within(1e-4));
    }
  }

  @Test
  void anImageGivesTheSameVectorAloneAndAmong32() throws Exception {
    FloatBuffer pixels = model.newPixelBuffer(32);
    Random random = new Random(5);
    while (pixels.hasRemaining()) {
      pixels.put((float) random.nextGaussian());
    }
    pixels.flip();
    Embeddings together = model.embedImages(pixels, 32);
    int size = pixels.remaining() / 32;
    for (int i = 0; i < 32; i += 5) {
      float[] alone = model.embedImages(pixels.slice(i * size, size), 1).row(0);
      assertThat(largestDifference(Vectors.normalize(alone), Vectors.normalize(together.row(i))))
          .isLessThan(1e-5);
    }
  }

  @Test
  void aTextGivesTheSameVectorAloneAndAmong32OfOtherLengths() throws Exception {
    List<Tokens> texts = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      texts.add(model.tokenizer().tokenize("a photo of " + "dogs and ".repeat(i * i / 16) + i));
    }
    for (ClipModel each : List.of(model, idsOnly)) {
      Embeddings together = each.embedTexts(texts);
      for (int i = 0; i < 32; i++) {
        float[] alone = each.embedTexts(List.of(texts.get(i))).row(0);
        assertThat(largestDifference(Vectors.normalize(alone), Vectors.normalize(together.row(i))))
            .isLessThan(1e-5);
      }
    }
  }

  @Test
  void isSafeForSeveralThreads() throws Exception {
    List<Tokens> tokens =
        goldens.texts().stream().map(text -> model.tokenizer().tokenize(text.text())).toList();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        done.add(
            threads.submit(
                () -> {
                  TinyClipGoldens.Image image = goldens.images().get(1);
                  assertThat(largestDifference(Vectors.normalize(embedded(image)), image.vector()))
                      .isLessThan(1e-5);
                  Embeddings rows = model.embedTexts(tokens);
                  for (int i = 0; i < rows.size(); i++) {
                    assertThat(
                            largestDifference(
                                Vectors.normalize(rows.row(i)), goldens.texts().get(i).vector()))
                        .isLessThan(1e-5);
                  }
                  return null;
                }));
      }
      for (Future<?> each : done) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void takesPixelsWithoutCopyingOnly() {
    int size = 3 * 224 * 224;
    assertThatThrownBy(() -> model.embedImages(FloatBuffer.allocate(size), 1))
        .hasMessageContaining("direct");
    assertThatThrownBy(() -> model.embedImages(model.newPixelBuffer(2), 1))
        .hasMessageContaining(Integer.toString(2 * size))
        .hasMessageContaining(Integer.toString(size));
  }

  @Test
  void emptyBatchesGiveNoRows() {
    assertThat(model.embedTexts(List.of()).size()).isZero();
    assertThat(model.embedImages(model.newPixelBuffer(0), 0).size()).isZero();
  }

  @Test
  void manyRunsLeaveNoMemoryBehind() throws Exception {
    List<Tokens> texts = Collections.nCopies(8, model.tokenizer().tokenize("a photo of a dog"));
    for (int i = 0; i < 50; i++) {
      model.embedTexts(texts).row(0);
    }
    long before = nativeMemory();
    for (int i = 0; i < 1000; i++) {
      model.embedTexts(texts).row(0);
    }
    // One leaked output a run would be 16 KiB x 1000.
    assertThat(nativeMemory() - before).isLessThan(12L << 20);
  }

  private static long nativeMemory() throws Exception {
    System.gc();
    Path status = Path.of("/proc/self/status");
    org.junit.jupiter.api.Assumptions.assumeTrue(java.nio.file.Files.exists(status));
    return java.nio.file.Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("RssAnon:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .sum();
  }
}
