package io.clipstreams.model;

import static io.clipstreams.model.TinyClipGoldens.largestDifference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.clipstreams.model.text.Tokens;
import io.clipstreams.scoring.Vectors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real dual encoder that is no CLIP, where it lies beside the project. */
class ConseModelTest {
  private static final Path CONSE = Path.of("../shared/models/conse-mobilenet-minilm");

  @TempDir private Path dir;

  @BeforeEach
  void isThere() {
    assumeTrue(Files.isDirectory(CONSE), "not verified: there is no " + CONSE);
  }

  @Test
  void asItIsItLacksTheFilesOfTheLayout() {
    assertThatThrownBy(() -> ModelDirectory.open(CONSE))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("lacks vision_model.onnx");
  }

  @Test
  void loadsByItsFilesAlone() throws Exception {
    link("conse_image_encoder.onnx", "vision_model.onnx");
    link("conse_text_encoder.onnx", "text_model.onnx");
    link("tokenizer.json", "tokenizer.json");
    Files.writeString(
        dir.resolve("preprocessor_config.json"),
        """
        {"do_resize": true, "size": {"shortest_edge": 224}, "resample": 3,
         "do_center_crop": true, "crop_size": {"height": 224, "width": 224},
         "do_rescale": true, "rescale_factor": 0.00392156862745098, "do_convert_rgb": true,
         "do_normalize": true, "image_mean": [0.50196, 0.50196, 0.50196],
         "image_std": [0.50196, 0.50196, 0.50196]}
        """);
    Files.writeString(
        dir.resolve("config.json"), "{\"projection_dim\": 384, \"logit_scale\": 3.0}");
    ModelLocation location = new ModelLocation(dir, "conse", Optional.empty());
    try (ClipModel model =
        ClipModel.load(location, ClipModelOptions.DEFAULT.withDevice(new Device.Cpu()))) {
      assertThat(model.dimension()).isEqualTo(384);
      assertThat(model.tokenizer().contextLength()).isEqualTo(128);
      assertThat(model.tokenizer().padId()).isZero();
      // Dynamic int8: a batch would change the vectors, so there are none.
      assertThat(model.textBatching()).isEqualTo("ALONE");
      List<Tokens> texts = new ArrayList<>();
      for (String text : List.of("a dog on a beach", "a puppy by the sea", "a diesel engine")) {
        texts.add(model.tokenizer().tokenize(text));
      }
      Embeddings rows = model.embedTexts(texts);
      assertThat(largestDifference(rows.row(1), model.embedTexts(texts.subList(1, 2)).row(0)))
          .isLessThan(1e-5);
      assertThat(Vectors.cosine(rows.row(0), rows.row(1)))
          .isGreaterThan(Vectors.cosine(rows.row(0), rows.row(2)));
    }
  }

  private void link(String file, String name) throws Exception {
    Files.createSymbolicLink(dir.resolve(name), CONSE.resolve(file).toAbsolutePath().normalize());
  }
}
