package io.clipstreams.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDownloadTest {
  private static final String NAME = "openai/clip-vit-base-patch32";
  private static final int LARGE = 300_000;

  @TempDir private Path cache;
  private HubServer hub;
  private ModelStore store;
  private CatalogEntry entry;

  @BeforeEach
  void start() throws IOException {
    hub = new HubServer();
    store = new ModelStore(cache, ModelCatalog.load());
    entry = store.catalog().find(NAME).orElseThrow();
    Random random = new Random(11);
    for (String file : entry.files()) {
      byte[] content = new byte[file.endsWith(".onnx") ? LARGE : 500];
      random.nextBytes(content);
      hub.put(file, content);
    }
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  private ModelDownload download(URI from) {
    return new ModelDownload(
        from, store, new FileDownload.RetryPolicy(3, Duration.ofMillis(1), Duration.ofSeconds(5)));
  }

  private Path download() {
    return download(hub.uri()).download(entry, DownloadProgress.NONE);
  }

  private ModelException failure() {
    return catchThrowableOfType(ModelException.class, this::download);
  }

  private void assertComplete(Path directory) {
    assertThat(directory).isEqualTo(cache.resolve(NAME));
    ModelManifest manifest = ModelManifest.of(directory).orElseThrow();
    assertThat(manifest.files()).extracting(ModelManifest.Entry::path).containsAll(entry.files());
    assertThat(manifest.verify(directory)).isEmpty();
    assertThat(store.isDownloaded(entry)).isTrue();
    try (Stream<Path> files = Files.walk(cache)) {
      assertThat(files.filter(Files::isRegularFile).map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder(
              "config.json",
              "preprocessor_config.json",
              "tokenizer.json",
              "text_model.onnx",
              "vision_model.onnx",
              "manifest.json",
              "clip-vit-base-patch32.lock");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void followsRedirectsAndChecksWhatTheHubStates() {
    List<String> heard = new ArrayList<>();
    Path directory =
        download(hub.uri())
            .download(
                entry, (file, received, total) -> heard.add(file + " " + received + "/" + total));
    assertComplete(directory);
    ModelManifest manifest = ModelManifest.of(directory).orElseThrow();
    assertThat(manifest.name()).isEqualTo(NAME);
    assertThat(manifest.repository()).contains("Xenova/clip-vit-base-patch32");
    assertThat(manifest.revision()).contains("main");
    assertThat(manifest.commit()).contains("c0ffee");
    for (ModelManifest.Entry file : manifest.files()) {
      boolean large = file.path().endsWith(".onnx");
      assertThat(file.checkedAgainst()).contains(large ? "sha256" : "git blob");
      assertThat(heard).contains("%s %2$d/%2$d".formatted(file.path(), large ? LARGE : 500));
    }
    // The first file told the commit, the others are asked of that one.
    assertThat(hub.requests())
        .contains("/Xenova/clip-vit-base-patch32/resolve/main/config.json")
        .contains("/Xenova/clip-vit-base-patch32/resolve/c0ffee/onnx/vision_model.onnx")
        .contains("/storage/onnx/vision_model.onnx");
  }

  @Test
  void isNotDoneTwice() {
    download();
    int requests = hub.requests().size();
    assertComplete(download());
    assertThat(hub.requests()).hasSize(requests);
  }

  @Test
  void goesOnAfterCuts() {
    hub.cuts.addAll(List.of(100_000, 50_000, 0, 0));
    assertComplete(download());
    assertThat(hub.requests())
        .contains("/storage/onnx/text_model.onnx bytes=100000-")
        .contains("/storage/onnx/text_model.onnx bytes=150000-");
  }

  @Test
  void goesOnInAnotherRun() {
    hub.cuts.addAll(List.of(100_000, 0, 0, 0));
    ModelException failure = failure();
    assertThat(failure)
        .hasMessageContaining("run the command again")
        .hasMessageContaining("clip.model.hub")
        .hasMessageContaining("onnx/vision_model.onnx")
        .hasMessageContaining(cache.resolve(NAME).toString());
    assertThat(failure.getMessage()).doesNotContain("\n");
    assertThat(cache.resolve(NAME)).doesNotExist();
    int requests = hub.requests().size();
    assertComplete(download());
    assertThat(hub.requests().subList(requests, hub.requests().size()))
        .noneMatch(request -> request.endsWith(".json"))
        .contains("/storage/onnx/text_model.onnx bytes=100000-");
  }

  @Test
  void beginsAgainWhereRangesAreNotHeeded() {
    hub.ranges = false;
    hub.cuts.add(100_000);
    assertComplete(download());
  }

  @Test
  void beginsAgainWhereTheFileHasChangedMeanwhile() throws IOException {
    hub.cuts.addAll(List.of(100_000, 0, 0, 0));
    failure();
    byte[] other = new byte[LARGE];
    hub.put("onnx/text_model.onnx", other);
    Path directory = download();
    assertComplete(directory);
    assertThat(directory.resolve("onnx/text_model.onnx")).hasBinaryContent(other);
  }

  @Test
  void beginsAgainWhereWhatWasLeftBehindIsDamaged() throws IOException {
    hub.cuts.addAll(List.of(100_000, 0, 0, 0));
    failure();
    Path part = cache.resolve(NAME + ".partial/onnx/text_model.onnx.part");
    byte[] damaged = Files.readAllBytes(part);
    damaged[7] ^= 1;
    Files.write(part, damaged);
    assertComplete(download());
  }

  @Test
  void aPartThatIsWholeIsNotFetchedAgain() throws IOException {
    hub.cuts.addAll(List.of(100_000, 0, 0, 0));
    failure();
    Path part = cache.resolve(NAME + ".partial/onnx/text_model.onnx.part");
    try (var append = Files.newOutputStream(part, StandardOpenOption.APPEND)) {
      append.write(hub.content("onnx/text_model.onnx"), 100_000, LARGE - 100_000);
    }
    assertComplete(download());
    assertThat(hub.requests()).contains("/storage/onnx/text_model.onnx bytes=300000-");
  }

  @Test
  void refusesAnotherSizeThanStated() {
    hub.sizeLie = 10;
    assertThat(failure())
        .hasMessageContaining("onnx/text_model.onnx")
        .hasMessageContaining(Integer.toString(LARGE + 10))
        .hasMessageContaining("sends " + LARGE);
    hub.sizeLie = -10;
    assertThat(failure()).hasMessageContaining(Integer.toString(LARGE - 10));
    assertThat(cache.resolve(NAME)).doesNotExist();
  }

  @Test
  void refusesAnotherContentThanStated() {
    hub.contentLie = true;
    assertThat(failure())
        .hasMessageContaining("config.json")
        .hasMessageContaining("git blob hash")
        .hasMessageContaining("the hub states");
    hub.contentLie = false;
    hub.cuts.addAll(List.of(1000, 0, 0, 0));
    failure();
    hub.contentLie = true;
    assertThat(failure()).hasMessageContaining("SHA-256");
    assertThat(cache.resolve(NAME)).doesNotExist();
  }

  @Test
  void saysWhatItCouldNotCheck() {
    hub.tags = false;
    ModelManifest manifest = ModelManifest.of(download()).orElseThrow();
    assertThat(manifest.files())
        .allSatisfy(file -> assertThat(file.checkedAgainst()).contains("nothing"));
  }

  @Test
  void anUnknownFileIsNotAskedForAgain() {
    hub.status = 404;
    assertThat(failure()).hasMessageContaining("answers 404").hasMessageContaining("by hand");
    assertThat(hub.requests()).hasSize(1);
  }

  @Test
  void aBusyHubIsAskedAgain() {
    hub.status = 503;
    assertThat(failure()).hasMessageContaining("answers 503");
    assertThat(hub.requests()).hasSize(3);
  }

  @Test
  void withoutANetworkItSaysWhatToPlaceByHand() {
    URI nowhere = hub.uri();
    hub.close();
    ModelException failure =
        catchThrowableOfType(
            ModelException.class, () -> download(nowhere).download(entry, DownloadProgress.NONE));
    assertThat(failure)
        .hasMessageContaining(nowhere.toString())
        .hasMessageContaining("config.json, preprocessor_config.json, tokenizer.json")
        .hasMessageContaining("by hand");
  }

  @Test
  void verifyFindsWhatWasDamagedAndADownloadRepairsIt() throws IOException {
    Path directory = download();
    Files.writeString(directory.resolve("calibration.json"), "{\"mismatch_threshold\": 0.2}");
    Files.writeString(directory.resolve("config.json"), "short");
    byte[] vision = Files.readAllBytes(directory.resolve("onnx/vision_model.onnx"));
    vision[9] ^= 1;
    Files.write(directory.resolve("onnx/vision_model.onnx"), vision);
    Files.delete(directory.resolve("tokenizer.json"));
    assertThat(ModelManifest.of(directory).orElseThrow().verify(directory))
        .hasSize(3)
        .anyMatch(line -> line.startsWith("config.json has 5 bytes, not 500"))
        .anyMatch(line -> line.startsWith("onnx/vision_model.onnx has the SHA-256"))
        .anyMatch(line -> line.equals("tokenizer.json is missing"));
    download();
    assertThat(ModelManifest.of(directory).orElseThrow().verify(directory)).isEmpty();
    assertThat(directory.resolve("calibration.json")).exists();
  }

  @Test
  void leavesAloneWhatWasPutThereByHand() throws IOException {
    Files.createDirectories(cache.resolve(NAME));
    Files.writeString(cache.resolve(NAME).resolve("config.json"), "{}");
    assertThat(failure()).hasMessageContaining("by hand");
    assertThat(cache.resolve(NAME).resolve("config.json")).hasContent("{}");
  }

  @Test
  void onlyOneAtATime() throws IOException {
    Files.createDirectories(cache.resolve("openai"));
    try (FileChannel channel =
            FileChannel.open(
                cache.resolve(NAME + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        var held = channel.lock()) {
      assertThat(held.isValid()).isTrue();
      assertThat(failure()).hasMessageContaining("another process is downloading");
    }
    assertComplete(download());
  }
}
