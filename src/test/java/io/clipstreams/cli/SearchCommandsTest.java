package io.clipstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.Lock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searching a folder, with the bundled model and samples. */
class SearchCommandsTest {
  private static final Path SAMPLES = Path.of("src/main/resources/samples");
  private static final List<String> NAMES =
      List.of("claw_hammer", "moose", "windmill", "wooden_bucket", "screwdriver");

  @TempDir private static Path cache;
  @TempDir private Path directory;
  private Path folder;

  @BeforeEach
  void copySamples() throws IOException {
    folder = Files.createDirectories(directory.resolve("photos"));
    for (String name : NAMES) {
      Files.copy(SAMPLES.resolve(name + ".jpg"), folder.resolve(name + ".jpg"));
    }
    Files.writeString(
        folder.resolve("captions.csv"),
        """
        file,caption
        moose.jpg,a moose standing in the grass
        windmill.jpg,an old stone windmill on green grass under a blue sky
        claw_hammer.jpg,a claw hammer with a red rubber handle
        """);
  }

  private CommandLineRun run(String... arguments) {
    return CommandLineRun.with(
        Map.of("CLIP_MODEL_CACHE", cache.toString(), "CLIP_DEVICE", "cpu"), arguments);
  }

  private CommandLineRun search(String... arguments) {
    List<String> all = new ArrayList<>(List.of("search", "--in", folder.toString()));
    all.addAll(List.of(arguments));
    return run(all.toArray(String[]::new));
  }

  private static JsonNode json(CommandLineRun run) throws IOException {
    assertThat(run.code()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }

  private static String sample(String name) {
    return SAMPLES.resolve(name + ".jpg").toString();
  }

  /** Without an index: embedded now, and nothing is left behind. */
  @Test
  void searchesAFolderInAllFourDirections() throws IOException {
    JsonNode images = json(search("a windmill", "--json", "--k", "2"));
    assertThat(images.path("hits")).hasSize(2);
    assertThat(images.path("total").asInt()).isEqualTo(5);
    assertThat(images.at("/hits/0/id").asText()).isEqualTo("windmill.jpg");
    assertThat(images.at("/hits/0/image/labels/default")).isNotEmpty();

    JsonNode alike = json(search("--image", sample("moose"), "--json"));
    assertThat(alike.at("/hits/0/id").asText()).isEqualTo("moose.jpg");
    assertThat(alike.at("/hits/0/similarity").asDouble()).isGreaterThan(0.999);

    JsonNode texts =
        json(search("--image", sample("claw_hammer"), "--target", "captions", "--json"));
    assertThat(texts.at("/hits/0/caption/text").asText()).contains("claw hammer");

    JsonNode similar = json(search("a claw hammer", "--target", "captions", "--json"));
    assertThat(similar.at("/hits/0/caption/imageId").asText()).isEqualTo("claw_hammer.jpg");
    assertThat(folder.resolve(".clip-streams-index")).doesNotExist();
  }

  @Test
  void indexKeepsTheFolderAndSearchAnswersFromIt() throws IOException {
    Files.writeString(folder.resolve("broken.jpg"), "no picture");
    CommandLineRun first = run("index", folder.toString());
    assertThat(first.code()).as("one picture is broken").isEqualTo(1);
    assertThat(first.out()).containsPattern("images +5 +5 +0 +0").containsPattern("texts +3 +3");
    assertThat(first.err()).contains("broken.jpg: ", "1 left out").doesNotContain("\tat ");

    Files.delete(folder.resolve("broken.jpg"));
    Files.delete(folder.resolve("moose.jpg"));
    JsonNode second = json(run("index", folder.toString(), "--json"));
    assertThat(second.at("/images/unchanged").asInt()).isEqualTo(4);
    assertThat(second.at("/images/removed").asInt()).isEqualTo(1);
    assertThat(second.at("/texts/embedded").asInt()).isZero();

    CommandLineRun found = search("a windmill");
    assertThat(found.code()).as(found.err()).isZero();
    assertThat(found.out())
        .startsWith("images like \"a windmill\", of 4")
        .containsPattern("\\R  windmill.jpg +0\\.\\d{3}  [█▏▎▍▌▋▊▉]+\\R")
        .doesNotContain("moose");
  }

  @Test
  void searchKeepsAnIndexUpWithItsFolder() throws IOException {
    Files.writeString(folder.resolve("notes.md"), "no picture");
    CommandLineRun indexed = run("index", folder.toString());
    assertThat(indexed.code()).isZero();
    assertThat(indexed.err()).contains("skipped: 1 other files");
    assertThat(search("a windmill").err().lines())
        .as("nothing has changed")
        .allMatch(line -> line.startsWith("model: "));

    Files.delete(folder.resolve("moose.jpg"));
    Files.copy(SAMPLES.resolve("perch.jpg"), folder.resolve("perch.jpg"));
    Files.copy(
        SAMPLES.resolve("hamburger_drawing.jpg"),
        folder.resolve("windmill.jpg"),
        StandardCopyOption.REPLACE_EXISTING);
    JsonNode old = json(search("a fish", "--no-update", "--json"));
    assertThat(old.path("hits")).noneMatch(hit -> hit.path("id").asText().equals("perch.jpg"));

    CommandLineRun changed = search("a fish", "--json");
    assertThat(json(changed).at("/hits/0/id").asText()).isEqualTo("perch.jpg");
    assertThat(json(changed).path("total").asInt()).isEqualTo(5);
    assertThat(changed.err()).contains("brought up to its folder: 2 embedded, 1 removed");
    assertThat(json(search("a hamburger", "--json")).at("/hits/0/id").asText())
        .isEqualTo("windmill.jpg");
  }

  /** A list of texts that was named is not forgotten, nor are the folder's taken for it. */
  @Test
  void searchTakesTheTextsThatTheIndexWasMadeOf() throws IOException {
    Path list = Files.writeString(directory.resolve("list.txt"), "a windmill\n");
    Path index = directory.resolve("index");
    assertThat(
            run(
                    "index",
                    folder.toString(),
                    "--index-dir",
                    index.toString(),
                    "--captions",
                    list.toString())
                .code())
        .isZero();
    Files.writeString(list, "a windmill\na hammer\n");
    JsonNode found =
        json(run("search", "a tool", "--in", index.toString(), "--target", "captions", "--json"));
    assertThat(found.path("total").asInt()).isEqualTo(2);
  }

  @Test
  void anIndexThatCannotBeWrittenIsSearchedAsItIsAndThatIsTold() throws IOException {
    assertThat(run("index", folder.toString()).code()).isZero();
    Files.delete(folder.resolve("moose.jpg"));
    try (Directory lucene = FSDirectory.open(folder.resolve(".clip-streams-index"));
        Lock lock = lucene.obtainLock(IndexWriter.WRITE_LOCK_NAME)) {
      lock.ensureValid();
      CommandLineRun found = search("an animal", "--quiet");
      assertThat(found.code()).isEqualTo(1);
      assertThat(found.out()).startsWith("images like \"an animal\", of 5");
      assertThat(found.err())
          .contains("left out: what has changed in the folder", "by another process");
    }
  }

  @Test
  void quietLeavesOutRemarksAndNothingElse() throws IOException {
    Files.writeString(folder.resolve("notes.md"), "no picture");
    Files.writeString(folder.resolve("broken.jpg"), "no picture");
    CommandLineRun quiet = run("index", folder.toString(), "--quiet");
    assertThat(quiet.out()).containsPattern("images +5 +5 +0 +0");
    assertThat(quiet.err()).contains("left out: ", "broken.jpg").doesNotContain("skipped");
    assertThat(run("--quiet", "index", folder.toString()).err()).doesNotContain("skipped");
  }

  @Test
  void filtersAndDraws() throws IOException {
    Path sheet = directory.resolve("found.png");
    assertThat(run("index", folder.toString()).code()).isZero();
    CommandLineRun drawn =
        search("a tool", "--target", "captions", "--output", sheet.toString(), "-k", "3");
    assertThat(drawn.code()).as(drawn.err()).isZero();
    assertThat(drawn.out()).contains("picture: " + sheet);
    BufferedImage picture = ImageIO.read(sheet.toFile());
    assertThat(picture.getWidth()).isGreaterThan(3 * 180);
    assertThat(picture.getHeight()).isGreaterThan(180);

    JsonNode all = json(search("a photo", "--json"));
    String label = all.at("/hits/0/image/labels/default/0/label").asText();
    JsonNode labelled = json(search("a photo", "--json", "--label", "default:" + label));
    assertThat(labelled.path("total").asInt()).isBetween(1, 4);
    assertThat(json(search("a photo", "--json", "--attribute", "folder=elsewhere")).path("hits"))
        .isEmpty();
    assertThat(search("a photo", "--min-similarity", "0.99").out())
        .contains("nothing is as similar as that");
  }

  @Test
  void wrongUsageIsToldBeforeAnythingIsLoaded() {
    assertThat(search().code()).isEqualTo(2);
    assertThat(search("a cat", "--image", "x.jpg").err()).contains("not both");
    assertThat(search("a cat", "-k", "0").err()).contains("k is 0");
    assertThat(search("a cat", "--min-similarity", "7").code()).isEqualTo(2);
    assertThat(search("--image", "nowhere.jpg").err()).contains("nowhere.jpg");
    CommandLineRun none =
        run("search", "a cat", "-D", "state.dir=" + directory.resolve("no-state"));
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.err()).contains("there is no index of application", "--in", "--config");
    assertThat(run("index", directory.resolve("nowhere").toString()).code()).isEqualTo(1);
  }
}
