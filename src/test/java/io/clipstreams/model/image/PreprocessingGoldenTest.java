package io.clipstreams.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstreams.failure.ProcessingException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pictures of every kind against what transformers and Pillow make of them. */
class PreprocessingGoldenTest {
  private static final Path FIXTURES = Path.of("src/test/resources/fixtures/preprocessing");
  private static final ImageLimits LIMITS = new ImageLimits(16 << 20, 64_000_000);
  private static final double PIXEL_VALUE_TOLERANCE = 2e-6;
  private static final int SIDE = 224;

  /** A picture under one policy. */
  record Case(String file, String policy, JsonNode expected) {
    @Override
    public String toString() {
      return file + " " + policy;
    }
  }

  static Stream<Case> cases() throws IOException {
    JsonNode manifest =
        new ObjectMapper().readTree(Files.readString(FIXTURES.resolve("manifest.json")));
    List<Case> cases = new ArrayList<>();
    for (JsonNode image : manifest.get("images")) {
      image
          .get("expected")
          .properties()
          .forEach(
              entry ->
                  cases.add(
                      new Case(image.get("file").asText(), entry.getKey(), entry.getValue())));
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void equalsTheReference(Case golden) throws IOException, ProcessingException {
    DecodedImage image =
        decoder(golden.policy).decode(Files.readAllBytes(FIXTURES.resolve(golden.file)));
    ImagePreprocessor preprocessor = preprocessor();
    byte[] pixels = preprocessor.pixels(image);
    byte[] expected = npy(FIXTURES.resolve(golden.expected.get("npy").asText()));
    Map<Integer, Integer> differences = new TreeMap<>();
    int plane = SIDE * SIDE;
    for (int channel = 0; channel < 3; channel++) {
      for (int i = 0; i < plane; i++) {
        int difference =
            Math.abs((pixels[3 * i + channel] & 0xFF) - (expected[channel * plane + i] & 0xFF));
        differences.merge(difference, 1, Integer::sum);
      }
    }
    assertThat(differences).as("values by difference").containsOnlyKeys(0);

    FloatBuffer tensor = FloatBuffer.allocate(3 * plane);
    preprocessor.preprocess(image, tensor);
    assertThat(tensor.hasRemaining()).isFalse();
    for (JsonNode sample : golden.expected.get("samples")) {
      int place =
          (sample.get(0).asInt() * SIDE + sample.get(1).asInt()) * SIDE + sample.get(2).asInt();
      assertThat((double) tensor.get(place))
          .isCloseTo(sample.get(4).asDouble(), within(PIXEL_VALUE_TOLERANCE));
    }
  }

  private static ImageDecoder decoder(String policy) {
    return switch (policy) {
      case "hf" -> new ImageDecoder(LIMITS, AlphaPolicy.DROP, Grey16Policy.CLIP);
      case "white" -> new ImageDecoder(LIMITS, AlphaPolicy.WHITE, Grey16Policy.CLIP);
      case "scaled16" -> new ImageDecoder(LIMITS, AlphaPolicy.DROP, Grey16Policy.SCALE);
      default -> throw new IllegalArgumentException(policy);
    };
  }

  private static ImagePreprocessor preprocessor() {
    return new ImagePreprocessor(
        PreprocessorConfig.read(
            Path.of("src/test/resources/models/tiny-clip/preprocessor_config.json")));
  }

  private static byte[] npy(Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    byte[] values = new byte[3 * SIDE * SIDE];
    System.arraycopy(content, content.length - values.length, values, 0, values.length);
    return values;
  }
}
