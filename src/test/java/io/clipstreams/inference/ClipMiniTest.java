package io.clipstreams.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.model.ClipModel;
import io.clipstreams.model.ClipModelOptions;
import io.clipstreams.model.Device;
import io.clipstreams.model.ModelCatalog;
import io.clipstreams.model.ModelStore;
import io.clipstreams.scoring.Vectors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundled model on the bundled samples. */
class ClipMiniTest {
  private static final Path SAMPLES = Path.of("src/main/resources/samples");

  private static ClipModel model;
  private static Encoder encoder;
  private static List<CSVRecord> samples;

  @BeforeAll
  static void load(@TempDir Path cache) throws Exception {
    ModelStore store = new ModelStore(cache, ModelCatalog.load());
    model =
        ClipModel.load(
            store.locate("bundled:clip-mini"),
            ClipModelOptions.DEFAULT.withDevice(new Device.Cpu()));
    encoder = TestEncoders.of(model);
    CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    try (CSVParser parser =
        CSVParser.parse(Files.newBufferedReader(SAMPLES.resolve("samples.csv")), format)) {
      samples = parser.getRecords();
    }
  }

  @AfterAll
  static void close() {
    encoder.close();
  }

  @Test
  void isWhatItsFilesSay() {
    assertThat(model.name()).isEqualTo("clip-mini");
    assertThat(model.dimension()).isEqualTo(512);
    assertThat(model.logitScale()).isEqualTo(Math.exp(3.091));
    assertThat(model.tokenizer().padId()).isZero();
    assertThat(model.calibration()).isPresent();
  }

  @Test
  void rightCaptionsFitAndWrongOnesDoNot() throws Exception {
    assertThat(samples).hasSize(10);
    double threshold = model.calibration().orElseThrow().mismatchThreshold();
    for (CSVRecord sample : samples) {
      float[] image =
          encoder.encodeImage(Files.readAllBytes(SAMPLES.resolve(sample.get("file")))).vector();
      double right = cosine(image, sample.get("caption"));
      double wrong = cosine(image, sample.get("wrong_caption"));
      assertThat(right).as(sample.get("caption")).isGreaterThan(wrong).isGreaterThan(threshold);
      assertThat(wrong).as(sample.get("wrong_caption")).isLessThan(threshold);
    }
  }

  private static double cosine(float[] image, String caption) throws Exception {
    return Vectors.cosine(image, encoder.encodeText(caption).vector());
  }
}
