package io.clipstreams.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.app.ConfiguredDetection;
import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.scoring.PatchGrid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How well clip-mini finds what is in collages of pictures; docs/detection.md has the figures. By
 * system properties: {@code clip.detection.figures.collages}, {@code .side}, {@code .samples} (a
 * directory with samples.csv), and every key of {@code clip.detection.*}.
 */
class DetectionFiguresTest {
  private static final String FIGURES = "clip.detection.figures.";

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
    settings.put("clip.model.cache", cache.toString());
    System.getProperties().stringPropertyNames().stream()
        .filter(key -> key.startsWith("clip.detection.") && !key.startsWith(FIGURES))
        .forEach(key -> settings.put(key, System.getProperty(key)));
    ClipConfig config = ClipConfig.of(settings);
    int side = Integer.getInteger(FIGURES + "side", 3);
    DetectionFigures figures = new DetectionFigures();
    try (EmbeddingModel model = EmbeddingModel.load(config)) {
      DetectionSettings detection =
          ConfiguredDetection.settings(config.detection(), model.calibration());
      Detector detector = new Detector(model.encoder(), detection);
      Path samples = Path.of(System.getProperty(FIGURES + "samples", "src/main/resources/samples"));
      List<SampleCollage.Cell> cells = SampleCollage.cells(samples, model.encoder());
      for (int seed = 0; seed < Integer.getInteger(FIGURES + "collages", 10); seed++) {
        figures.add(detector, SampleCollage.of(cells, side, seed));
      }
      System.out.printf("%s%n%s, %d x %d%n", detection, figures, side, side);
    }
    // What is aimed at, on collages of three by three.
    assertThat(figures.hitRate()).isGreaterThanOrEqualTo(0.8);
    assertThat(figures.meanIou()).isGreaterThanOrEqualTo(0.4);
    assertThat(figures.absentBoxedRate()).isLessThan(0.1);
  }
}
