package io.clipstreams.model.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.clipstreams.failure.ProcessingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Measures the fixtures' pictures against the reference's pixels. */
final class PictureFidelity {
  private static final String FOLDER = "preprocessing/";

  /**
   * One picture under one policy.
   *
   * @param policy hf, white or scaled16
   * @param tolerance the fixtures' class
   */
  record Row(String name, String policy, String tolerance, Difference difference) {
    String verdict() {
      if (difference.none()) {
        return "equal";
      }
      return difference.within(tolerance) ? "within tolerance" : "OUTSIDE";
    }

    String markdown() {
      return "| %s, %s | %s | %s | %s |"
          .formatted(name, policy, tolerance, difference.cells(), verdict());
    }
  }

  private PictureFidelity() {}

  static List<Row> measure() throws ProcessingException {
    ImagePreprocessor preprocessor = new ImagePreprocessor(Fixtures.config("{}"));
    List<Row> rows = new ArrayList<>();
    for (JsonNode image : Fixtures.json(FOLDER + "manifest.json").get("images")) {
      byte[] file = Fixtures.bytes(FOLDER + image.get("file").asText());
      for (Map.Entry<String, JsonNode> expected : image.get("expected").properties()) {
        DecodedImage decoded = Fixtures.decoder(expected.getKey()).decode(file);
        byte[] pixels = Fixtures.npy(FOLDER + expected.getValue().get("npy").asText());
        rows.add(
            new Row(
                image.get("file").asText().replace("images/", ""),
                expected.getKey(),
                image.get("tolerance").asText(),
                Difference.of(planar(preprocessor.pixels(decoded)), pixels)));
      }
    }
    return rows;
  }

  static List<String> table(List<Row> rows) {
    List<String> table = new ArrayList<>();
    table.add("| picture, policy | class | max | mean | p99 | verdict |");
    table.add("|---|---|---|---|---|---|");
    rows.forEach(row -> table.add(row.markdown()));
    return table;
  }

  /** From pixel by pixel to channel by channel. */
  static byte[] planar(byte[] rgb) {
    byte[] planar = new byte[rgb.length];
    int plane = rgb.length / 3;
    for (int i = 0; i < rgb.length; i++) {
      planar[i % 3 * plane + i / 3] = rgb[i];
    }
    return planar;
  }
}
