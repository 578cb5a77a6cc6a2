package io.clipstreams.model;

import static io.clipstreams.model.TinyClipGoldens.largestDifference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.text.Tokens;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Towers of other shapes, by their files alone. */
class GeneratedModelsTest {
  @TempDir private Path dir;

  private static FloatBuffer images(ClipModel model, float... means) {
    FloatBuffer pixels = model.newPixelBuffer(means.length);
    int size = pixels.capacity() / means.length;
    Random random = new Random(3);
    for (float mean : means) {
      for (int i = 0; i < size; i++) {
        pixels.put(mean == 0 ? 0 : mean + (random.nextFloat() - 0.5f) * 0.1f);
      }
    }
    return pixels.flip();
  }

  private static void assertRowsDoNotDependOnEachOther(ClipModel model) throws Exception {
    FloatBuffer pixels = images(model, 1, -1, 0.5f);
    Embeddings together = model.embedImages(pixels, 3);
    int size = pixels.capacity() / 3;
    for (int i = 0; i < 3; i++) {
      float[] alone = model.embedImages(pixels.slice(i * size, size), 1).row(0);
      assertThat(largestDifference(alone, together.row(i))).isLessThan(1e-5);
    }
    List<Tokens> texts = new ArrayList<>();
    for (String text : List.of("a dog", "a red bus on the beach", "cats", "two dogs", "the sky")) {
      texts.add(model.tokenizer().tokenize(text));
    }
    Embeddings embedded = model.embedTexts(texts);
    for (int i = 0; i < texts.size(); i++) {
      float[] alone = model.embedTexts(List.of(texts.get(i))).row(0);
      assertThat(largestDifference(alone, embedded.row(i))).isLessThan(1e-5);
    }
  }

  @Test
  void aConvolutionalTowerWithWeightsInAFileOfTheirOwnAndOblongImages() throws Exception {
    TestModel files =
        TestModel.generated(dir, "vision_convolutional", "text_masked")
            .copyGenerated("vision_convolutional.onnx_data", "vision_convolutional.onnx_data")
            .edit(
                "preprocessor_config.json",
                Map.of(
                    "\"crop_size\":{\"height\":16,\"width\":16}",
                    "\"crop_size\":{\"height\":20,\"width\":28}",
                    "\"shortest_edge\":16",
                    "\"shortest_edge\":28"));
    try (ClipModel model = files.load()) {
      assertThat(model.dimension()).isEqualTo(24);
      assertThat(model.imageWidth()).isEqualTo(28);
      assertThat(model.imageHeight()).isEqualTo(20);
      assertThat(model.tokenizer().contextLength()).isEqualTo(12);
      assertThat(model.logitScale()).isEqualTo(Math.exp(3));
      assertThat(ModelDirectory.open(dir).fileNames()).contains("vision_convolutional.onnx_data");
      assertRowsDoNotDependOnEachOther(model);
    }
  }

  @Test
  void externalDataBesideATowerUnderOnnx() throws Exception {
    TestModel files =
        TestModel.generated(dir, "vision_convolutional", "text_masked")
            .move("vision_model.onnx", "onnx/vision_model.onnx")
            .copyGenerated("vision_convolutional.onnx_data", "onnx/vision_convolutional.onnx_data");
    try (ClipModel model = files.load()) {
      assertThat(model.directory().fileNames())
          .contains("onnx/vision_convolutional.onnx_data", "text_model.onnx");
      assertRowsDoNotDependOnEachOther(model);
    }
  }

  @Test
  void narrowIdsTypeIdsAndOutputsOfOtherNames() throws Exception {
    try (ClipModel model = TestModel.generated(dir, "vision_pooler", "text_int32").load()) {
      assertThat(model.directory().visionSignature().embedding().name()).isEqualTo("pooler_output");
      assertThat(model.directory().visionSignature().pixels().name()).isEqualTo("image");
      assertThat(model.directory().textSignature().embedding().name()).isEqualTo("sentence");
      assertThat(model.directory().textSignature().typeIds()).isPresent();
      assertRowsDoNotDependOnEachOther(model);
    }
  }

  @Test
  void severalOutputsThatMayBeTheEmbeddingAreRefused() {
    TestModel files = TestModel.generated(dir, "vision_ambiguous", "text_masked");
    ModelException refusal = catchThrowableOfType(ModelException.class, files::load);
    assertThat(refusal)
        .hasMessageContaining("vision_model.onnx is ambiguous")
        .hasMessageContaining("first")
        .hasMessageContaining("second")
        .hasMessageContaining("image_embeds");
  }

  @Test
  void aTowerThatReadsPaddingGetsTextsOfEqualLengthOnly() throws Exception {
    try (ClipModel model =
        TestModel.generated(dir, "vision_fixed_size", "text_reads_padding").load()) {
      assertThat(model.textBatching()).isEqualTo("EQUAL_LENGTHS");
      assertRowsDoNotDependOnEachOther(model);
    }
  }

  @Test
  void aTowerThatCouplesItsRowsGetsThemOneByOne() throws Exception {
    try (ClipModel model = TestModel.generated(dir, "vision_coupled", "text_masked").load()) {
      assertRowsDoNotDependOnEachOther(model);
    }
  }

  @Test
  void towersExportedForOneRow() throws Exception {
    try (ClipModel model =
        TestModel.generated(dir, "vision_one_by_one", "text_one_by_one").load()) {
      assertThat(model.textBatching()).isEqualTo("ALONE");
      assertRowsDoNotDependOnEachOther(model);
    }
  }

  @Test
  void aTowerOfFixedLengthGetsEveryTextFilledUp() throws Exception {
    TestModel files =
        TestModel.generated(dir, "vision_fixed_size", "text_fixed_length")
            .edit("config.json", Map.of("\"max_position_embeddings\": 12,", ""));
    try (ClipModel model = files.load()) {
      assertThat(model.tokenizer().contextLength()).isEqualTo(6);
      assertRowsDoNotDependOnEachOther(model);
    }
  }

  @Test
  void badRowsHarmNoNeighbours() throws Exception {
    try (ClipModel model = TestModel.generated(dir, "vision_square_root", "text_masked").load()) {
      Embeddings rows = model.embedImages(images(model, 1, -1, 0, 0.5f), 4);
      assertThat(rows.row(0)).hasSize(24);
      assertThat(rows.row(3)).hasSize(24);
      ProcessingException nan = catchThrowableOfType(ProcessingException.class, () -> rows.row(1));
      assertThat(nan.code()).isEqualTo(FailureCode.INFERENCE_FAILED);
      assertThat(nan).hasMessageContaining("NaN");
      ProcessingException zero = catchThrowableOfType(ProcessingException.class, () -> rows.row(2));
      assertThat(zero.code()).isEqualTo(FailureCode.INFERENCE_FAILED);
      assertThat(zero).hasMessageContaining("zero");
    }
  }

  @Test
  void aRowAtWhichTheModelThrowsHarmsNoNeighbours() throws Exception {
    try (ClipModel model = TestModel.generated(dir, "vision_fixed_size", "text_masked").load()) {
      Tokens good = model.tokenizer().tokenize("a dog");
      Tokens bad = new Tokens(new long[] {2, 10_000, 3}, 3);
      Embeddings rows = model.embedTexts(List.of(good, bad, good));
      assertThat(rows.row(0)).isEqualTo(rows.row(2));
      ProcessingException failure =
          catchThrowableOfType(ProcessingException.class, () -> rows.row(1));
      assertThat(failure.code()).isEqualTo(FailureCode.INFERENCE_FAILED);
      assertThat(failure)
          .hasMessageContaining("the model failed")
          .hasCauseInstanceOf(Exception.class);
    }
  }
}
