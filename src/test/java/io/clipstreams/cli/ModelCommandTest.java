package io.clipstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstreams.model.TestModel;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ModelCommandTest {
  @TempDir private Path cache;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    PrintWriter results = new PrintWriter(out, true);
    PrintWriter errors = new PrintWriter(err, true);
    Console console = new Console(Map.of(), results, errors, () -> false);
    return new CommandLine(new ModelCommand(), new CommandFactory(console))
        .setOut(results)
        .setErr(errors)
        .execute(arguments);
  }

  private JsonNode json() throws Exception {
    return new ObjectMapper().readTree(out.toString());
  }

  @Test
  void listsTheCatalogue() throws Exception {
    assertThat(run("list", "--cache", cache.toString())).isZero();
    assertThat(out.toString())
        .containsPattern("bundled:clip-mini +bundled")
        .containsPattern("openai/clip-vit-base-patch32 +not downloaded")
        .contains("openai/clip-vit-base-patch16")
        .contains("openai/clip-vit-large-patch14");
    out.getBuffer().setLength(0);
    TestModel.tinyClip(cache.resolve("openai/clip-vit-base-patch32"), "text_model.onnx");
    assertThat(run("list", "--json", "--cache", cache.toString())).isZero();
    assertThat(json().findValuesAsText("state"))
        .containsExactly("bundled", "downloaded", "not downloaded", "not downloaded");
  }

  @Test
  void showsWhatItUnderstood() throws Exception {
    String model = TestModel.TINY_CLIP.toString();
    assertThat(run("info", model, "--json", "--device", "cpu", "--cache", cache.toString()))
        .isZero();
    JsonNode info = json();
    assertThat(info.get("dimension").intValue()).isEqualTo(512);
    assertThat(info.at("/image/width").intValue()).isEqualTo(224);
    assertThat(info.at("/vision/inputs/0").asText()).startsWith("pixel_values float32 [");
    assertThat(info.at("/vision/embedding").asText()).isEqualTo("image_embeds");
    assertThat(info.at("/text/inputs")).hasSize(2);
    assertThat(info.at("/tokenizer/context_length").intValue()).isEqualTo(77);
    assertThat(info.at("/logit_scale/source").asText()).contains("logit_scale_init_value");
    assertThat(info.at("/calibration/present").booleanValue()).isFalse();
    assertThat(info.at("/device/name").asText()).isEqualTo("cpu");
    assertThat(info.get("revision").asText()).matches("[0-9a-f]{64}");
    assertThat(info.get("files")).hasSize(5);
    out.getBuffer().setLength(0);
    assertThat(run("info", model, "--device", "cpu", "--cache", cache.toString())).isZero();
    assertThat(out.toString()).contains("revision", info.get("revision").asText(), "image.width");
  }

  @Test
  void theBundledModelIsTheDefault() throws Exception {
    assertThat(run("info", "--json", "--device", "cpu", "--cache", cache.toString())).isZero();
    assertThat(json().get("name").asText()).isEqualTo("clip-mini");
    assertThat(json().at("/calibration/mismatch_threshold").doubleValue()).isEqualTo(0.1054);
    out.getBuffer().setLength(0);
    assertThat(run("verify", "--cache", cache.toString())).isZero();
    assertThat(out.toString()).contains("bundled:clip-mini: ok");
  }

  @Test
  void failuresAreOneLine() {
    assertThat(run("info", "nowhere", "--cache", cache.toString())).isEqualTo(1);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).contains("'nowhere' is neither a directory nor one of");
    assertThat(run("download", "openai/other", "--cache", cache.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("no model 'openai/other' can be downloaded");
  }

  @Test
  void verifyFailsWhereThereIsNothingToCompareWith() {
    assertThat(run("verify", TestModel.TINY_CLIP.toString(), "--cache", cache.toString()))
        .isEqualTo(1);
    assertThat(out.toString()).contains("damaged").contains("has no manifest.json");
  }

  @Test
  void wrongUsageIsTwo() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("download")).isEqualTo(2);
    assertThat(run("info", "--device", "gpu", "--cache", cache.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("clip.device is 'gpu'");
  }
}
