package io.clipstreams.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.app.ConfiguredDetection;
import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.scoring.PatchGrid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * How well clip-mini finds what is in collages of pictures; docs/detection.md has the figures. By
 * system properties: {@code clip.detection.figures.collages}, {@code .side}, {@code .samples} (a
 * directory with samples.csv), and every key of {@code clip.detection.*}. {@code .table=true}
 * prints all of the document's rows; {@code .others} names a directory with further pictures.
 */
class DetectionFiguresTest {
  private static final String FIGURES = "clip.detection.figures.";
  private static final String SAMPLES = "src/main/resources/samples";

  @Test
  void theWholeImageAsAPartIsEmbeddedAsTheImage(@TempDir Path cache) throws Exception {
    byte[] content = Files.readAllBytes(Path.of("src/main/resources/samples/moose.jpg"));
    ClipConfig config = ClipConfig.of(Map.of("clip.model.cache", cache.toString()));
    try (EmbeddingModel model = EmbeddingModel.load(config)) {
      Encoder encoder = model.encoder();
      DecodedImage image = encoder.decode(content);
      PatchGrid.Area all = new PatchGrid.Area(0, 0, image.width(), image.height());
      PatchGrid.Area corner = new PatchGrid.Area(0, 0, 100, 100);
      float[] whole = Encoder.await(encoder.submitPart(image, all));
      assertThat(whole).isEqualTo(encoder.encodeImage(content).vector());
      assertThat(Encoder.await(encoder.submitPart(image, corner))).isNotEqualTo(whole);
    }
  }

  @Test
  void whatIsInACollageIsFoundWhereItIs(@TempDir Path cache) throws Exception {
    Map<String, String> settings = new HashMap<>();
    System.getProperties().stringPropertyNames().stream()
        .filter(key -> key.startsWith("clip.detection.") && !key.startsWith(FIGURES))
        .forEach(key -> settings.put(key, System.getProperty(key)));
    int side = Integer.getInteger(FIGURES + "side", 3);
    try (EmbeddingModel model = EmbeddingModel.load(config(cache, Map.of()))) {
      Path samples = Path.of(System.getProperty(FIGURES + "samples", SAMPLES));
      List<SampleCollage.Cell> cells = SampleCollage.cells(samples, model.encoder());
      DetectionSettings detection = settings(model, config(cache, settings));
      DetectionFigures figures =
          figures(model, detection, cells, side, Integer.getInteger(FIGURES + "collages", 10));
      System.out.printf("%s%n%s, %d x %d%n", detection, figures, side, side);
      // What is aimed at, on collages of three by three.
      assertThat(figures.hitRate()).isGreaterThanOrEqualTo(0.8);
      assertThat(figures.meanIou()).isGreaterThanOrEqualTo(0.4);
      assertThat(figures.absentBoxedRate()).isLessThan(0.1);
    }
  }

  /** A row of the document that differs from the defaults. */
  private record Row(String name, int side, Map<String, String> settings) {}

  @Test
  @EnabledIfSystemProperty(named = FIGURES + "table", matches = "true")
  void allRowsOfTheDocument(@TempDir Path cache) throws Exception {
    Map<String, String> noSecondLook = Map.of("clip.detection.box.min.similarity", "-1");
    List<Row> rows =
        List.of(
            new Row("defaults", 3, Map.of()),
            new Row("no second look", 3, noSecondLook),
            new Row("neither bound", 3, with(noSecondLook, "clip.detection.min.similarity", "-1")),
            new Row(
                "no second look, least cosine of a window 0.36",
                3,
                with(noSecondLook, "clip.detection.min.similarity", "0.36")),
            row("least cosine of a window 0.30", "clip.detection.min.similarity", "0.30"),
            row("least cosine of a window 0.36", "clip.detection.min.similarity", "0.36"),
            row("least cosine of a box 0.17", "clip.detection.box.min.similarity", "0.17"),
            row("least cosine of a box 0.28", "clip.detection.box.min.similarity", "0.28"),
            row("threshold 0.3", "clip.detection.threshold", "0.3"),
            new Row(
                "1 cut, threshold 0.5",
                3,
                Map.of("clip.detection.cuts", "1", "clip.detection.threshold", "0.5")),
            new Row(
                "3 cuts, threshold 0.3",
                3,
                Map.of("clip.detection.cuts", "3", "clip.detection.threshold", "0.3")),
            row("stride 2 (36 windows, not 100)", "clip.detection.stride", "2"),
            row("window 4", "clip.detection.window", "4"),
            new Row("2 x 2 pictures", 2, Map.of()),
            new Row("2 x 2 pictures, no second look", 2, noSecondLook),
            new Row("2 x 2 pictures, window 4", 2, Map.of("clip.detection.window", "4")));
    try (EmbeddingModel model = EmbeddingModel.load(config(cache, Map.of()))) {
      List<SampleCollage.Cell> cells = SampleCollage.cells(Path.of(SAMPLES), model.encoder());
      for (Row row : rows) {
        print(model, cache, row, cells, 10);
      }
      String others = System.getProperty(FIGURES + "others");
      if (others != null) {
        Set<String> bundled =
            cells.stream().map(SampleCollage.Cell::file).collect(Collectors.toUnmodifiableSet());
        List<SampleCollage.Cell> further =
            SampleCollage.cells(Path.of(others), model.encoder()).stream()
                .filter(cell -> !bundled.contains(cell.file()))
                .toList();
        print(model, cache, new Row("other pictures", 3, Map.of()), further, 10);
        print(
            model, cache, new Row("other pictures, no second look", 3, noSecondLook), further, 10);
        List<SampleCollage.Cell> all = Stream.concat(cells.stream(), further.stream()).toList();
        print(model, cache, new Row("six collages of all pictures", 3, Map.of()), all, 6);
      }
    }
  }

  private static Row row(String name, String key, String value) {
    return new Row(name, 3, Map.of(key, value));
  }

  private static Map<String, String> with(Map<String, String> map, String key, String value) {
    Map<String, String> more = new HashMap<>(map);
    more.put(key, value);
    return more;
  }

  private static void print(
      EmbeddingModel model, Path cache, Row row, List<SampleCollage.Cell> cells, int collages)
      throws ProcessingException {
    DetectionSettings detection = settings(model, config(cache, row.settings()));
    System.out.println(figures(model, detection, cells, row.side(), collages).row(row.name()));
  }

  private static DetectionFigures figures(
      EmbeddingModel model,
      DetectionSettings detection,
      List<SampleCollage.Cell> cells,
      int side,
      int collages)
      throws ProcessingException {
    DetectionFigures figures = new DetectionFigures();
    Detector detector = new Detector(model.encoder(), detection);
    for (int seed = 0; seed < collages; seed++) {
      figures.add(detector, SampleCollage.of(cells, side, seed));
    }
    return figures;
  }

  private static ClipConfig config(Path cache, Map<String, String> settings) {
    return ClipConfig.of(with(settings, "clip.model.cache", cache.toString()));
  }

  private static DetectionSettings settings(EmbeddingModel model, ClipConfig config) {
    return ConfiguredDetection.settings(config.detection(), model.calibration());
  }
}
