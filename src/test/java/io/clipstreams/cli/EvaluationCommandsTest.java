package io.clipstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.model.ModelException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationCommandsTest {
  private static final Path SAMPLES = Path.of("src/main/resources/samples/samples.csv");

  @TempDir private static Path cache;
  @TempDir private Path directory;

  private CommandLineRun run(String... arguments) {
    return CommandLineRun.with(
        Map.of("CLIP_MODEL_CACHE", cache.toString(), "CLIP_DEVICE", "cpu"), arguments);
  }

  private static JsonNode json(CommandLineRun run) throws IOException {
    assertThat(run.code()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }

  @Test
  void theSamplesAreToldApartByEveryPolicy() throws IOException {
    Path plot = directory.resolve("curves.png");
    JsonNode json = json(run("evaluate", SAMPLES.toString(), "--json", "--plot", plot.toString()));

    assertThat(
            json(run("evaluate", SAMPLES.toString(), "--json", "--no-plot", "--references", "5"))
                .path("references")
                .intValue())
        .isEqualTo(5);
    assertThat(json.path("rightPairs").intValue()).isEqualTo(10);
    assertThat(json.path("wrongPairs").intValue()).isEqualTo(10);
    assertThat(json.path("leftOut")).isEmpty();
    for (String policy : new String[] {"similarity", "contrast", "neighbours"}) {
      assertThat(json.at("/policies/" + policy + "/rocAuc").doubleValue())
          .as(policy)
          .isGreaterThan(0.95);
    }
    // By the model's calibration, and by the configuration's default.
    assertThat(json.at("/policies/similarity/threshold").doubleValue())
        .isCloseTo(0.1054, within(1e-6));
    assertThat(json.at("/policies/contrast/threshold").doubleValue()).isEqualTo(0.95);
    assertThat(json.at("/policies/similarity/thresholdFrom").asText()).isEqualTo("calibration");
    assertThat(json.at("/policies/contrast/thresholdFrom").asText())
        .isEqualTo("clip.mismatch.contrast.min");
    assertThat(json.at("/policies/neighbours/thresholdFrom").asText())
        .isEqualTo("these pairs' own");
    assertThat(json.at("/policies/neighbours/thresholdIsCalibrated").booleanValue()).isFalse();
    BufferedImage picture = ImageIO.read(plot.toFile());
    assertThat(picture.getWidth()).isGreaterThan(800);
    assertThat(Files.size(plot)).isLessThan(100_000);
  }

  @Test
  void whatIsCalibratedIsUsed() throws IOException {
    Path file = directory.resolve("mine.json");
    CommandLineRun made =
        run(
            "calibrate",
            SAMPLES.toString(),
            "--false-alarm-rate",
            "0.2",
            "--output",
            file.toString());
    assertThat(made.code()).as(made.err()).isZero();
    assertThat(made.out())
        .contains(
            "10 right pairs",
            "clip.mismatch.calibration=" + file,
            "clip.mismatch.false.alarm.rate=0.2");

    JsonNode written = new ObjectMapper().readTree(file.toFile());
    assertThat(written.path("false_alarm_rate").doubleValue()).isEqualTo(0.2);
    assertThat(written.at("/matched/mean").doubleValue())
        .isGreaterThan(written.at("/random/mean").doubleValue());
    assertThat(written.path("model_revision").asText()).matches("[0-9a-f]{64}");
    assertThat(written.path("date").asText()).matches("\\d{4}-\\d\\d-\\d\\d");

    JsonNode evaluated =
        json(
            run(
                "evaluate",
                SAMPLES.toString(),
                "--json",
                "--no-plot",
                "-D",
                "clip.mismatch.false.alarm.rate=0.2",
                "-D",
                "clip.mismatch.calibration=" + file));
    for (String policy : new String[] {"similarity", "contrast", "neighbours"}) {
      JsonNode figures = evaluated.at("/policies/" + policy);
      assertThat(figures.path("threshold").doubleValue())
          .isEqualTo(written.at("/policies/" + policy + "/threshold").doubleValue());
      // Two of ten: on the pairs of the calibration the rate is kept.
      assertThat(figures.path("falseAlarms").doubleValue()).isEqualTo(0.2);
    }
    try (EmbeddingModel model =
        EmbeddingModel.load(
            ClipConfig.of(
                Map.of(
                    "clip.model.cache",
                    cache.toString(),
                    "clip.mismatch.calibration",
                    file.toString())))) {
      assertThat(model.calibration().references().orElseThrow().pairs()).hasSize(10);
    }
  }

  @Test
  void aCalibrationOfAnotherRevisionIsRefusedAndCanBeMadeAnew() throws IOException {
    Path file = directory.resolve("other.json");
    Files.writeString(file, "{\"mismatch_threshold\": 0.2, \"model_revision\": \"abc\"}");
    Map<String, String> settings =
        Map.of("clip.model.cache", cache.toString(), "clip.mismatch.calibration", file.toString());
    assertThatThrownBy(() -> EmbeddingModel.load(ClipConfig.of(settings)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("revision abc")
        .hasMessageContaining("calibrate again");
    CommandLineRun anew =
        run(
            "calibrate",
            SAMPLES.toString(),
            "-D",
            "clip.mismatch.calibration=" + file,
            "--output",
            file.toString());
    assertThat(anew.code()).as(anew.err()).isZero();
    EmbeddingModel.load(ClipConfig.of(settings)).close();
    Path references = directory.resolve("other.references");
    byte[] damaged = Files.readAllBytes(references);
    Files.write(references, Arrays.copyOf(damaged, damaged.length - 1));
    assertThatThrownBy(() -> EmbeddingModel.load(ClipConfig.of(settings)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("other.references ends too early");
  }

  @Test
  void whatCannotBeReadIsNamedAndLeftOutUnlessStrict() throws IOException {
    Path table = directory.resolve("pairs.csv");
    StringBuilder rows = new StringBuilder("file,caption\n");
    for (String name : new String[] {"moose", "perch", "windmill", "wooden_bucket"}) {
      rows.append(SAMPLES.resolveSibling(name + ".jpg").toAbsolutePath())
          .append(",a ")
          .append(name)
          .append('\n');
    }
    rows.append("nowhere.jpg,a ghost\npairs.csv,a table\n,nothing\n");
    Files.writeString(table, rows);

    CommandLineRun lenient = run("evaluate", table.toString(), "--no-plot");
    assertThat(lenient.code()).isZero();
    assertThat(lenient.out()).contains("4 right and 40 wrong pairs").contains("3 left out");
    assertThat(lenient.err())
        .contains("nowhere.jpg: there is no such file", "pairs.csv: ", "pairs.csv:8: no file");

    CommandLineRun strict = run("evaluate", table.toString(), "--no-plot", "--strict");
    assertThat(strict.code()).isEqualTo(1);
    assertThat(strict.err()).contains("3 rows, files or texts", "--strict");
  }

  @Test
  void hardPairsAreHarder() throws IOException {
    Path table = directory.resolve("pairs.csv");
    StringBuilder rows = new StringBuilder("file,caption\n");
    for (String row :
        new String[] {
          "claw_hammer.jpg,a hammer",
          "screwdriver.jpg,a screwdriver",
          "moose.jpg,a moose",
          "beagle_cartoon.jpg,a beagle",
          "wooden_bucket.jpg,a bucket",
          "frying_pan.jpg,a pan"
        }) {
      rows.append(SAMPLES.resolveSibling("").toAbsolutePath()).append('/').append(row).append('\n');
    }
    Files.writeString(table, rows);
    JsonNode hard = json(run("evaluate", table.toString(), "--hard", "--json", "--no-plot"));
    assertThat(hard.path("wrongPairs").intValue()).isEqualTo(6);
    JsonNode dealt = json(run("evaluate", table.toString(), "--json", "--no-plot"));
    assertThat(hard.at("/policies/similarity/rocAuc").doubleValue())
        .isLessThan(dealt.at("/policies/similarity/rocAuc").doubleValue());
  }

  @Test
  void whereTheWrongCaptionsAreFromIsSaid() {
    assertThat(run("evaluate", SAMPLES.toString(), "--no-plot").out())
        .contains("10 wrong pairs (wrong captions of the table)");
    assertThat(run("evaluate", SAMPLES.toString(), "--hard", "--no-plot").out())
        .contains("10 wrong pairs (wrong captions most like the right ones)");
  }

  @Test
  void tooFewPairsAreRefused() throws IOException {
    Path table = directory.resolve("pairs.csv");
    Files.writeString(table, "file,caption\nnowhere.jpg,a ghost\n");
    CommandLineRun run = run("evaluate", table.toString(), "--no-plot");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains(
            "pairs.csv has 0 pairs that can be used",
            "at least 3",
            "1 rows or files were left out");
  }

  @Test
  void captionsThatAreAllTheSameAreRefusedWithTheRemedy() throws IOException {
    Path table = directory.resolve("same.csv");
    StringBuilder rows = new StringBuilder("file,caption\n");
    for (String name : new String[] {"moose", "perch", "windmill", "wooden_bucket"}) {
      rows.append(SAMPLES.resolveSibling(name + ".jpg").toAbsolutePath()).append(",a thing\n");
    }
    Files.writeString(table, rows);
    CommandLineRun run = run("evaluate", table.toString(), "--no-plot");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("all captions say the same", "wrong_caption");
  }

  @Test
  void howFarFiguresDependOnChanceIsShown() throws IOException {
    String[] command = {
      "evaluate", SAMPLES.toString(), "--no-plot", "--spread", "--rounds", "6", "--references", "8"
    };
    CommandLineRun table = run(command);
    assertThat(table.code()).as(table.err()).isZero();
    assertThat(table.out())
        .contains("6 rounds, each with other wrong captions and by another 8 pairs")
        .contains("images alone", "images counted", "Chosen on one half of the pictures");

    JsonNode spread =
        json(run(Stream.concat(Stream.of(command), Stream.of("--json")).toArray(String[]::new)))
            .path("spread");
    assertThat(spread.at("/scores/contrast/overContrast/mean").doubleValue()).isZero();
    assertThat(spread.at("/scores/similarity/overSimilarity/errorOverPictures").doubleValue())
        .isZero();
    assertThat(spread.at("/scores/contrast/rocAuc/mean").doubleValue()).isBetween(0.9, 1.0);
    int chosen = 0;
    for (JsonNode times : spread.at("/choice/chosen")) {
      chosen += times.intValue();
    }
    assertThat(chosen).isEqualTo(12);
  }
}
