package io.clipstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What CLIP can do on files and texts, with the bundled model and samples. */
class ClipCommandsTest {
  private static final Path SAMPLES = Path.of("src/main/resources/samples");

  @TempDir private static Path cache;
  @TempDir private Path directory;

  private CommandLineRun run(String... arguments) {
    return CommandLineRun.with(
        Map.of("CLIP_MODEL_CACHE", cache.toString(), "CLIP_DEVICE", "cpu"), arguments);
  }

  private static JsonNode json(CommandLineRun run) throws IOException {
    return new ObjectMapper().readTree(run.out());
  }

  private static String sample(String name) {
    return SAMPLES.resolve(name + ".jpg").toString();
  }

  private Path copied(String name, Path to) throws IOException {
    return Files.copy(SAMPLES.resolve(name + ".jpg"), to);
  }

  @Test
  void embedGivesVectorsOfFilesAndTextsAndNamesWhatItLeavesOut() throws IOException {
    Path folder = Files.createDirectories(directory.resolve("photos/more"));
    copied("moose", folder.resolve("moose.jpg"));
    copied("perch", folder.resolve(".hidden.jpg"));
    Files.writeString(folder.resolve("Thumbs.db"), "junk");
    Files.writeString(folder.resolve("broken.jpg"), "no image");

    CommandLineRun run =
        run(
            "embed",
            "a moose",
            directory.resolve("photos").toString(),
            "nowhere.jpg",
            SAMPLES + "/wind*.jpg");

    JsonNode vectors = json(run);
    assertThat(vectors).extracting(entry -> entry.path("input").asText()).hasSize(3);
    assertThat(vectors.get(0).path("input").asText()).endsWith("moose.jpg");
    assertThat(vectors.get(1).path("input").asText()).endsWith("windmill.jpg");
    assertThat(vectors.get(2).path("input").asText()).isEqualTo("a moose");
    for (JsonNode entry : vectors) {
      double squares = 0;
      for (JsonNode number : entry.path("vector")) {
        squares += number.doubleValue() * number.doubleValue();
      }
      assertThat(entry.path("vector")).hasSize(512);
      assertThat(squares).isCloseTo(1, within(1e-5));
    }
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains("skipped: 1 files", "broken.jpg: ", "nowhere.jpg: there is no", "2 left out")
        .doesNotContain("hidden", "\tat ");
  }

  @Test
  void rawVectorsHaveTheModelsLength() throws IOException {
    JsonNode plain = json(run("embed", "--text", "a moose.jpg"));
    JsonNode raw = json(run("embed", "--raw", "--text", "a moose.jpg"));
    double ratio = raw.at("/0/vector/7").doubleValue() / plain.at("/0/vector/7").doubleValue();
    assertThat(ratio).isNotCloseTo(1, within(1e-3)).isPositive();
    assertThat(raw.at("/0/vector/300").doubleValue())
        .isCloseTo(ratio * plain.at("/0/vector/300").doubleValue(), within(1e-4));
  }

  @Test
  void embedWritesForNumPyAndAsJson() throws IOException {
    Path npy = directory.resolve("vectors.npy");
    Path file = directory.resolve("vectors.json");
    CommandLineRun run = run("embed", "a cat", "a dog", "a cat", "--output", npy.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).isEqualToIgnoringNewLines("2 vectors of 512 numbers: " + npy);
    assertThat(run("embed", "a cat", "a dog", "--output", file.toString()).code()).isZero();

    JsonNode vectors = new ObjectMapper().readTree(file.toFile());
    List<float[]> rows = NpyFileTest.read(npy);
    assertThat(rows).hasSize(2);
    for (int i = 0; i < 512; i++) {
      assertThat(rows.get(1)[i]).isEqualTo(vectors.at("/1/vector/" + i).floatValue());
    }
    CommandLineRun wrong = run("embed", "a cat", "--output", "vectors.txt");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("ends neither in .npy nor in .json");
    assertThat(run("embed").code()).isEqualTo(2);
  }

  @Test
  void similarityPrintsTheMatrixAndDrawsIt() throws IOException {
    Path plot = directory.resolve("heat.png");
    Path npy = directory.resolve("heat.npy");
    String[] arguments = {
      "similarity",
      "--texts",
      "a hammer",
      "a windmill",
      "--images",
      sample("claw_hammer"),
      sample("windmill"),
      "--output",
      plot.toString(),
      "--npy",
      npy.toString()
    };
    CommandLineRun run = run(arguments);

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err().lines())
        .containsExactly("model: clip-mini (bundled: a small one of our own, not OpenAI's CLIP)");
    assertThat(run.out())
        .containsPattern("a hammer +0\\.\\d{3}\\* +-?0\\.\\d{3}\\R")
        .containsPattern("a windmill +-?0\\.\\d{3} +0\\.\\d{3}\\*\\R")
        .contains("[2] " + sample("windmill"), "heat map: " + plot);
    List<float[]> rows = NpyFileTest.read(npy);
    assertThat(rows.get(0)[0]).isGreaterThan(rows.get(0)[1]).isLessThanOrEqualTo(1);
    assertThat(rows.get(1)[1]).isGreaterThan(rows.get(1)[0]);
    BufferedImage picture = ImageIO.read(plot.toFile());
    assertThat(picture.getWidth()).isGreaterThan(400);
    assertThat(picture.getHeight()).isGreaterThan(200);
  }

  /** Every number is there, in lines that fit, and every image has its last name. */
  @Test
  void theMatrixFitsTheTerminal() {
    int width = 60;
    CommandLineRun run =
        CommandLineRun.with(
            Map.of(
                "CLIP_MODEL_CACHE", cache.toString(),
                "CLIP_DEVICE", "cpu",
                "COLUMNS", String.valueOf(width)),
            "similarity",
            "--texts",
            "a claw hammer with a red rubber handle that lies on a table",
            "a windmill",
            "--images",
            SAMPLES.toAbsolutePath().toString(),
            "--no-plot");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out().lines()).allMatch(line -> line.length() <= width);
    assertThat(Pattern.compile("-?0\\.\\d{3}").matcher(run.out()).results()).hasSize(2 * 10);
    assertThat(run.out()).containsPattern("\\[10\\] …?.*wooden_bucket\\.jpg\\R");
    assertThat(run.out().lines().filter(line -> line.startsWith("a windmill")))
        .as("rows that go on below")
        .hasSizeGreaterThan(1);
  }

  @Test
  void similarityByDotProductIsNotBoundedByOne() throws IOException {
    JsonNode json =
        json(
            run(
                "similarity",
                "--texts",
                "a hammer",
                "--images",
                sample("claw_hammer"),
                sample("perch"),
                "--metric",
                "dot",
                "--json",
                "--no-plot"));
    JsonNode raw = json(run("embed", "--raw", sample("claw_hammer"), "a hammer"));
    double dot = 0;
    for (int i = 0; i < 512; i++) {
      dot += raw.at("/0/vector/" + i).doubleValue() * raw.at("/1/vector/" + i).doubleValue();
    }
    assertThat(json.path("metric").asText()).isEqualTo("dot");
    assertThat(json.at("/similarity/0")).hasSize(2);
    assertThat(json.at("/similarity/0/0").doubleValue())
        .isCloseTo(dot, within(Math.abs(dot) * 1e-4));
  }

  @Test
  void classifyShowsBarsAndCountsWhatIsExpected() throws IOException {
    CommandLineRun run = run("classify", "--expected", SAMPLES.resolve("samples.csv").toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("claw_hammer.jpg\\R  hammer +\\d+\\.\\d %  ██")
        .containsPattern("top-1 \\d of 10 .*, top-5 \\d+ of 10");

    JsonNode json =
        json(
            run(
                "classify",
                sample("claw_hammer"),
                sample("windmill"),
                "--labels",
                "hammer,windmill, fish",
                "--template",
                "a photo of a {}",
                "--top",
                "2",
                "--expected",
                SAMPLES.resolve("samples.csv").toString(),
                "--json"));
    assertThat(json.at("/images/0/labels")).hasSize(2);
    assertThat(json.at("/images/0/labels/0/label").asText()).isEqualTo("hammer");
    assertThat(json.path("total").intValue()).isEqualTo(2);
    assertThat(json.path("top1").doubleValue()).isEqualTo(1);
    assertThat(json.at("/confusion/windmill/windmill").intValue()).isEqualTo(1);
    assertThat(json.path("leftOut").toString()).contains("'moose' is not among the labels");
  }

  @Test
  void classifyWithLabelsOfAFileGoesOnAfterABadImage() throws IOException {
    Path labels = Files.writeString(directory.resolve("labels.txt"), "hammer\n\nwindmill\n");
    Path bad = Files.writeString(directory.resolve("bad.png"), "no image");
    CommandLineRun run =
        run("classify", bad.toString(), sample("windmill"), "--labels-file", labels.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("windmill.jpg").containsPattern("windmill +\\d+\\.\\d %");
    assertThat(run.err()).contains("bad.png: ", "1 left out");
    assertThat(run("classify", "--labels", "a").err()).contains("no images");
    assertThat(run("classify", sample("moose"), "--template", "a photo").code()).isEqualTo(2);
  }

  @Test
  void detectFindsWhatIsThereAndNothingElse() throws IOException {
    Path overlay = directory.resolve("overlay.png");
    JsonNode json =
        json(
            run(
                "detect",
                sample("windmill"),
                "--prompt",
                "a windmill",
                "--prompt",
                "a clock",
                "--output",
                overlay.toString(),
                "--json"));
    int width = json.path("width").intValue();
    int height = json.path("height").intValue();
    JsonNode map = json.at("/prompts/0/map");
    assertThat(map.path("scores"))
        .hasSize(map.path("rows").intValue() * map.path("columns").intValue());
    assertThat(json.at("/prompts/0/boxes")).isNotEmpty();
    for (JsonNode box : json.at("/prompts/0/boxes")) {
      assertThat(box.path("x").intValue() + box.path("width").intValue())
          .isLessThanOrEqualTo(width);
      assertThat(box.path("y").intValue() + box.path("height").intValue())
          .isLessThanOrEqualTo(height);
    }
    assertThat(json.at("/prompts/1/boxes")).isEmpty();
    assertThat(ImageIO.read(directory.resolve("overlay-1.png").toFile())).isNotNull();
    assertThat(ImageIO.read(directory.resolve("overlay-2.png").toFile())).isNotNull();

    CommandLineRun table =
        run("detect", sample("windmill"), "--prompt", "a clock", "--patch", "40", "--stride", "2");
    assertThat(table.code()).as(table.err()).isZero();
    assertThat(table.out())
        .containsPattern("a clock +- ")
        .contains(
            "a window must reach a cosine of 0.33 (clip.detection.min.similarity), and its box 0.23");
    CommandLineRun refused =
        run("detect", sample("windmill"), "--prompt", "a clock", "--stride", "9");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("stride 9 is greater than window 3").doesNotContain("\tat ");
    assertThat(run("detect", sample("windmill")).code()).isEqualTo(2);
  }
}
