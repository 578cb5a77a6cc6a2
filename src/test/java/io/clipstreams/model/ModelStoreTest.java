package io.clipstreams.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStoreTest {
  private static final String BUNDLED = "bundled:clip-mini";

  @TempDir private Path cache;
  private ModelStore store;

  @BeforeEach
  void make() {
    store = new ModelStore(cache, ModelCatalog.load());
  }

  private List<String> unpacked() throws IOException {
    try (Stream<Path> files = Files.list(cache.resolve("bundled"))) {
      return files.map(Path::getFileName).map(Path::toString).toList();
    }
  }

  @Test
  void theManifestOfTheBundledModelIsFresh() {
    ModelManifest manifest = ModelManifest.of(TestModel.CLIP_MINI).orElseThrow();
    assertThat(manifest.verify(TestModel.CLIP_MINI)).isEmpty();
    assertThat(manifest.files())
        .extracting(ModelManifest.Entry::path)
        .containsExactlyInAnyOrder(
            "config.json",
            "preprocessor_config.json",
            "text_model.onnx",
            "tokenizer.json",
            "vision_model.onnx");
  }

  @Test
  void unpacksTheBundledModelOnce() throws IOException {
    ModelLocation location = store.locate(BUNDLED);
    assertThat(location.name()).isEqualTo("clip-mini");
    assertThat(location.directory()).startsWith(cache);
    assertThat(location.directory().resolve("vision_model.onnx"))
        .hasSameBinaryContentAs(TestModel.CLIP_MINI.resolve("vision_model.onnx"));
    assertThat(location.directory().resolve("calibration.json")).exists();
    Files.writeString(
        location.directory().resolve("calibration.json"), "{\"mismatch_threshold\": 0.3}");
    assertThat(store.locate(BUNDLED)).isEqualTo(location);
    // A calibration of the user's own stays.
    assertThat(location.directory().resolve("calibration.json")).content().contains("0.3");
    assertThat(unpacked()).hasSize(1);
  }

  @Test
  void unpacksADamagedOneAgain() throws IOException {
    Path directory = store.locate(BUNDLED).directory();
    Files.writeString(directory.resolve("config.json"), "{}");
    Files.delete(directory.resolve("text_model.onnx"));
    Path again = store.locate(BUNDLED).directory();
    assertThat(again).isEqualTo(directory);
    assertThat(ModelManifest.of(again).orElseThrow().verify(again)).isEmpty();
    assertThat(unpacked()).hasSize(1);
  }

  @RepeatedTest(5)
  void severalMayUnpackAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<ModelLocation>> locations = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        locations.add(threads.submit(() -> store.locate(BUNDLED)));
      }
      for (Future<ModelLocation> location : locations) {
        Path directory = location.get().directory();
        assertThat(ModelManifest.of(directory).orElseThrow().verify(directory)).isEmpty();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(unpacked()).hasSize(1);
  }

  @Test
  void aCacheThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(cache.resolve("file"), "");
    assertThatThrownBy(() -> new ModelStore(file, ModelCatalog.load()).locate(BUNDLED))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("clip.model.cache");
  }

  @Test
  void whatIsNotDownloadedYetSaysHowToGetIt() {
    for (String name :
        List.of(
            "openai/clip-vit-base-patch32",
            "openai/clip-vit-base-patch16",
            "openai/clip-vit-large-patch14")) {
      assertThatThrownBy(() -> store.locate(name))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("clip-streams model download " + name)
          .hasMessageContaining(cache.resolve(name).toAbsolutePath().toString())
          .hasMessageContaining("onnx/vision_model.onnx")
          .hasMessageContaining("Xenova/clip-vit-")
          .message()
          .doesNotContain("\n");
    }
  }

  @Test
  void findsDirectoriesAndNamesThemByTheirManifest() {
    TestModel model =
        TestModel.generated(cache.resolve("mine"), "vision_fixed_size", "text_masked");
    ModelLocation location = store.locate(model.directory().toString());
    assertThat(location.name()).isEqualTo("mine");
    assertThat(location.entry()).isEmpty();
    model.write(
        "manifest.json",
        "{\"name\": \"openai/clip-vit-base-patch16\", \"files\": [{\"path\": \"config.json\"}]}");
    ModelLocation downloaded = store.locate(model.directory().toString());
    assertThat(downloaded.name()).isEqualTo("openai/clip-vit-base-patch16");
    assertThat(downloaded.entry()).map(CatalogEntry::logitScale).contains(100.0);
  }

  @Test
  void anythingElseIsUnknown() {
    for (String unknown : List.of("openai/clip-vit-huge", "bundled:other", "", "\0")) {
      assertThatThrownBy(() -> store.locate(unknown))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("'" + unknown + "'")
          .hasMessageContaining("bundled:clip-mini, openai/clip-vit-base-patch32");
    }
  }
}
