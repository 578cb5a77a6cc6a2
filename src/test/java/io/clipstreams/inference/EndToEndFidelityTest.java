package io.clipstreams.inference;

import static io.clipstreams.model.TinyClipGoldens.largestDifference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.clipstreams.model.ClipModel;
import io.clipstreams.model.FidelityDocument;
import io.clipstreams.model.TestModel;
import io.clipstreams.model.TinyClipGoldens;
import io.clipstreams.scoring.Vectors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the bytes of files and from plain text to vectors, against the reference. */
class EndToEndFidelityTest {
  private static final Path DOC = Path.of("docs/fidelity.md");

  private static TinyClipGoldens goldens;
  private static Encoder withMask;
  private static Encoder idsOnly;
  private static ClipModel model;

  @BeforeAll
  static void load(@TempDir Path first, @TempDir Path second) throws Exception {
    goldens = TinyClipGoldens.read();
    model = TestModel.tinyClip(first, "text_model.onnx").load();
    withMask = TestEncoders.of(model);
    idsOnly = TestEncoders.of(TestModel.tinyClip(second, "text_model_ids_only.onnx").load());
  }

  @AfterAll
  static void close() {
    withMask.close();
    idsOnly.close();
  }

  @Test
  void embedsAsTheReference() throws Exception {
    List<String> table = new ArrayList<>();
    table.add("| case | 1 - cosine | largest difference |");
    table.add("|---|---|---|");
    for (TinyClipGoldens.Image image : goldens.images()) {
      EncodedImage encoded = withMask.encodeImage(image.content());
      table.add(row(image.file(), encoded.vector(), image.vector()));
      assertThat(encoded.thumbnail()).isPresent();
    }
    for (int i = 0; i < goldens.texts().size(); i++) {
      TinyClipGoldens.Text text = goldens.texts().get(i);
      if (!text.text().isBlank()) {
        EncodedText encoded = withMask.encodeText(text.text());
        assertThat(encoded.truncated()).isEqualTo(text.truncated());
        table.add(row("text " + i, encoded.vector(), text.vector()));
        EncodedText bare = idsOnly.encodeText(text.text());
        table.add(row("text " + i + ", ids only", bare.vector(), text.vector()));
      }
    }
    FidelityDocument.section(DOC, "end to end", table, false);
  }

  private static String row(String name, float[] vector, float[] golden) {
    double cosine = Vectors.cosine(vector, golden);
    double difference = largestDifference(Vectors.normalize(vector), golden);
    assertThat(cosine).as(name).isGreaterThanOrEqualTo(0.99999);
    assertThat(difference).as(name).isLessThanOrEqualTo(1e-4);
    return String.format(
        Locale.ROOT, "| %s | %.0e | %.0e |", name, Math.abs(1 - cosine), difference);
  }

  @Test
  void classifiesAsTheReference() throws Exception {
    List<String> table = new ArrayList<>();
    table.add("| image, logit scale | largest difference of a probability |");
    table.add("|---|---|");
    Map<String, byte[]> files = new HashMap<>();
    for (TinyClipGoldens.Image image : goldens.images()) {
      files.put(image.file(), image.content());
    }
    for (JsonNode zeroShot : goldens.all().get("zero_shot")) {
      String file = zeroShot.get("file").textValue();
      float[] picture = withMask.encodeImage(files.get(file)).vector();
      List<Double> cosines = new ArrayList<>();
      for (JsonNode label : zeroShot.get("labels")) {
        String prompt = zeroShot.get("template").textValue().replace("{}", label.textValue());
        cosines.add(Vectors.cosine(picture, withMask.encodeText(prompt).vector()));
      }
      table.add(row(file, cosines, model.logitScale(), zeroShot.get("probabilities")));
      table.add(row(file, cosines, 5, zeroShot.get("probabilities_at_logit_scale_5")));
    }
    FidelityDocument.section(DOC, "zero-shot", table, false);
  }

  private static String row(String file, List<Double> cosines, double scale, JsonNode expected) {
    double sum = cosines.stream().mapToDouble(cosine -> Math.exp(scale * cosine)).sum();
    double largest = 0;
    for (int i = 0; i < cosines.size(); i++) {
      double probability = Math.exp(scale * cosines.get(i)) / sum;
      largest = Math.max(largest, Math.abs(probability - expected.get(i).doubleValue()));
    }
    assertThat(largest).as(file).isCloseTo(0, within(1e-4));
    return String.format(Locale.ROOT, "| %s, %.0f | %.0e |", file, scale, largest);
  }
}
