package io.clipstreams.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.model.text.SpecialTokens;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRevisionTest {
  private static final ClipModelOptions CPU = ClipModelOptions.DEFAULT.withDevice(new Device.Cpu());

  @TempDir private Path dir;
  private TestModel model;

  @BeforeEach
  void make() {
    model =
        TestModel.generated(dir, "vision_convolutional", "text_masked")
            .copyGenerated("vision_convolutional.onnx_data", "vision_convolutional.onnx_data");
  }

  private String revision(ClipModelOptions options) {
    try (ClipModel loaded = ClipModel.load(model.location(), options)) {
      return loaded.revision();
    }
  }

  private String revision() {
    return revision(CPU);
  }

  private static String sha256(byte[] content) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }

  /** The recipe of the documentation, done by hand. */
  @Test
  void isTheHashOfTheLinesThatSha256sumPrints() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (String file :
        List.of(
            "config.json",
            "preprocessor_config.json",
            "text_model.onnx",
            "tokenizer.json",
            "vision_convolutional.onnx_data",
            "vision_model.onnx")) {
      lines.append(sha256(Files.readAllBytes(dir.resolve(file)))).append("  ").append(file);
      lines.append('\n');
    }
    assertThat(revision()).isEqualTo(sha256(lines.toString().getBytes(StandardCharsets.UTF_8)));
    lines.append("clip.image.alpha=white\nclip.text.special.tokens=escape\n");
    assertThat(
            revision(
                CPU.withVectorSettings(Map.of("clip.image.alpha", "white"))
                    .withSpecialTokens(SpecialTokens.ESCAPE)))
        .isEqualTo(sha256(lines.toString().getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void whatChangesNoVectorChangesNoRevision() {
    String before = revision();
    model
        .write("calibration.json", "{\"mismatch_threshold\": 0.2}")
        .write("manifest.json", "{\"name\": \"m\", \"files\": [{\"path\": \"config.json\"}]}")
        .write("README.md", "words")
        .copyGenerated("text_int32.onnx", "text_model_quantized.onnx")
        .copyGenerated("text_int32.onnx", "onnx/text_model.onnx");
    assertThat(revision()).isEqualTo(before);
    assertThat(revision(CPU.withLogitScale(7).withThreads(1))).isEqualTo(before);
  }

  @Test
  void whatChangesAVectorChangesTheRevision() throws Exception {
    String before = revision();
    Path weights = dir.resolve("vision_convolutional.onnx_data");
    byte[] content = Files.readAllBytes(weights);
    content[100] ^= 1;
    Files.write(weights, content);
    String otherWeights = revision();
    model.edit("preprocessor_config.json", Map.of("\"resample\":3", "\"resample\":2"));
    String otherPixels = revision();
    model.edit("config.json", Map.of("\"pad_token_id\": 0", "\"pad_token_id\": 1"));
    String otherConfig = revision();
    assertThat(List.of(before, otherWeights, otherPixels, otherConfig)).doesNotHaveDuplicates();
  }
}
