package io.clipstreams.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with a directory is said in one line that names the file. */
class ModelDirectoryTest {
  @TempDir private Path dir;

  private static Arguments broken(String name, Consumer<TestModel> change, String... message) {
    return Arguments.of(name, change, message);
  }

  private static Consumer<TestModel> config(String content) {
    return model -> model.write("config.json", content);
  }

  static Stream<Arguments> brokenDirectories() {
    return Stream.of(
        broken("no vision", m -> m.delete("vision_model.onnx"), "lacks vision_model.onnx"),
        broken("no text", m -> m.delete("text_model.onnx"), "lacks text_model.onnx", "onnx/"),
        broken("no tokenizer", m -> m.delete("tokenizer.json"), "lacks tokenizer.json"),
        broken(
            "no preprocessor",
            m -> m.delete("preprocessor_config.json"),
            "lacks preprocessor_config.json"),
        broken("no config", m -> m.delete("config.json"), "lacks config.json"),
        broken(
            "several variants",
            m ->
                m.move("text_model.onnx", "onnx/text_model_fp16.onnx")
                    .copyGenerated("text_masked.onnx", "onnx/text_model_quantized.onnx"),
            "text_model_fp16.onnx",
            "text_model_quantized.onnx",
            "name one of them text_model.onnx"),
        broken(
            "towers differ",
            m ->
                m.delete("text_model.onnx")
                    .copyGenerated("text_other_dimension.onnx", "text_model.onnx"),
            "text_model.onnx gives vectors of 32",
            "24",
            "one dimension"),
        broken(
            "both differ from config",
            config("{\"projection_dim\": 512, \"text_config\": {\"max_position_embeddings\": 12}}"),
            "config.json: projection_dim is 512",
            "24"),
        broken("config is no JSON", config("{\"projection_dim\": "), "config.json is no JSON"),
        broken("config is a list", config("[1]"), "config.json is no JSON object"),
        broken(
            "config of wrong type",
            config("{\"projection_dim\": \"512\"}"),
            "config.json: projection_dim is \"512\", not an integer"),
        broken(
            "no context length",
            config("{\"logit_scale\": 1}"),
            "tokenizer.json",
            "max_position_embeddings"),
        broken(
            "no logit scale",
            config("{\"text_config\": {\"max_position_embeddings\": 12}}"),
            "config.json",
            "clip.model.logit.scale"),
        broken(
            "context longer than the model's",
            m -> m.delete("text_model.onnx").copyGenerated("text_short.onnx", "text_model.onnx"),
            "text_model.onnx cannot read texts of up to 12 tokens"),
        broken(
            "context unlike the fixed length",
            m ->
                m.delete("text_model.onnx")
                    .copyGenerated("text_fixed_length.onnx", "text_model.onnx"),
            "max_position_embeddings is 12",
            "exactly 6"),
        broken(
            "context too short for special tokens",
            config("{\"logit_scale\": 1, \"text_config\": {\"max_position_embeddings\": 2}}"),
            "tokenizer.json puts 2 special tokens"),
        broken(
            "padding outside of the vocabulary",
            config(
                "{\"logit_scale\": 1, \"text_config\": {\"max_position_embeddings\": 12, \"pad_token_id\": 999}}"),
            "tokenizer.json knows 37 tokens",
            "999"),
        broken(
            "tokenizer of another model",
            config(
                "{\"logit_scale\": 1, \"text_config\": {\"max_position_embeddings\": 12, \"vocab_size\": 20}}"),
            "tokenizer.json knows 37 tokens",
            "vocab_size 20"),
        broken(
            "images of another size",
            m -> m.write("preprocessor_config.json", TestModel.preprocessor(32)),
            "preprocessor_config.json makes images of 32 x 32",
            "vision_model.onnx takes 16 x 16"),
        broken(
            "tokenizer is damaged",
            m -> m.write("tokenizer.json", "{\"model\""),
            "tokenizer.json is no JSON"),
        broken(
            "no ONNX file",
            m -> m.write("vision_model.onnx", "this is not a model"),
            "vision_model.onnx"),
        broken("empty file", m -> m.write("vision_model.onnx", ""), "vision_model.onnx is no ONNX"),
        broken(
            "Git LFS pointer",
            m ->
                m.write(
                    "vision_model.onnx",
                    "version https://git-lfs.github.com/spec/v1\noid sha256:0"),
            "vision_model.onnx is a Git LFS pointer"),
        broken(
            "batch of four",
            m ->
                m.delete("vision_model.onnx")
                    .copyGenerated("vision_four_by_four.onnx", "vision_model.onnx"),
            "exactly 4 rows"),
        broken(
            "half precision",
            m ->
                m.delete("vision_model.onnx")
                    .copyGenerated("vision_half.onnx", "vision_model.onnx"),
            "image_embeds is float16"),
        broken(
            "no vector",
            m ->
                m.delete("vision_model.onnx")
                    .copyGenerated("vision_no_vector.onnx", "vision_model.onnx"),
            "vision_model.onnx gives no vector a row"),
        broken(
            "both towers in one file",
            m ->
                m.delete("vision_model.onnx")
                    .copyGenerated("vision_and_text.onnx", "vision_model.onnx"),
            "vision_model.onnx wants the inputs [pixel_values, input_ids]"),
        broken(
            "unknown input",
            m ->
                m.delete("text_model.onnx").copyGenerated("text_positions.onnx", "text_model.onnx"),
            "text_model.onnx wants the input position_ids"),
        broken(
            "external data missing",
            m ->
                m.delete("vision_model.onnx")
                    .copyGenerated("vision_convolutional.onnx", "vision_model.onnx"),
            "lacks vision_convolutional.onnx_data"),
        broken(
            "calibration damaged",
            m -> m.write("calibration.json", "{}"),
            "calibration.json: mismatch_threshold is missing"),
        broken(
            "calibration of another revision",
            m ->
                m.write(
                    "calibration.json",
                    "{\"mismatch_threshold\": 0.2, \"model_revision\": \"abc\"}"),
            "calibration.json was measured with model revision abc"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenDirectories")
  void refusesInOneLine(String name, Consumer<TestModel> change, String[] message) {
    TestModel model = TestModel.generated(dir, "vision_fixed_size", "text_masked");
    change.accept(model);
    ModelException refusal = catchThrowableOfType(ModelException.class, model::load);
    assertThat(refusal).as(name).isNotNull();
    assertThat(refusal.getMessage()).contains(message).doesNotContain("\n");
  }

  @Test
  void refusesWhatIsNoDirectory() {
    assertThat(
            catchThrowableOfType(
                ModelException.class, () -> ModelDirectory.open(dir.resolve("nowhere"))))
        .hasMessageContaining("nowhere is no directory");
  }

  @Test
  void refusesExternalDataOutsideOfTheDirectory() {
    Path inner = dir.resolve("inner");
    TestModel model =
        TestModel.generated(inner, "vision_fixed_size", "text_masked")
            .delete("vision_model.onnx")
            .copy(outside(), "vision_model.onnx");
    assertThat(catchThrowableOfType(ModelException.class, model::load))
        .hasMessageContaining("vision_model.onnx keeps weights in ../")
        .hasMessageContaining("outside");
  }

  /** The name of the external data is a length-delimited string: a name of equal length fits. */
  private Path outside() {
    try {
      Path file = dir.resolve("outside.onnx");
      byte[] onnx =
          java.nio.file.Files.readAllBytes(
              Path.of("src/test/resources/models/generated/vision_convolutional.onnx"));
      String text = new String(onnx, java.nio.charset.StandardCharsets.ISO_8859_1);
      text = text.replace("vision_convolutional.onnx_data", "../sion_convolutional.onnx_dat");
      return java.nio.file.Files.write(
          file, text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void saysWhatItUnderstood() {
    ModelDirectory tiny = ModelDirectory.open(TestModel.TINY_CLIP);
    assertThat(tiny.vision().inputs())
        .hasToString("[pixel_values float32 [batch_size, num_channels, height, width]]");
    assertThat(tiny.text().inputs())
        .hasToString(
            "[input_ids int64 [batch_size, sequence_length], attention_mask int64 [batch_size, sequence_length]]");
    assertThat(tiny.text().outputs()).hasToString("[text_embeds float32 [batch_size, 512]]");
    assertThat(tiny.fileNames())
        .containsExactly(
            "config.json",
            "onnx/text_model.onnx",
            "onnx/vision_model.onnx",
            "preprocessor_config.json",
            "tokenizer.json");
  }

  @Test
  void prefersTheTopLevel() {
    TestModel model =
        TestModel.generated(dir, "vision_fixed_size", "text_masked")
            .copyGenerated("vision_other_dimension.onnx", "onnx/vision_model.onnx");
    assertThat(ModelDirectory.open(model.directory()).fileNames()).contains("vision_model.onnx");
  }
}
