package io.clipstreams.model.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The test resources of this room. */
final class Fixtures {
  private Fixtures() {}

  static byte[] bytes(String path) {
    try (InputStream in = Fixtures.class.getResourceAsStream("/fixtures/" + path)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode json(String path) {
    try {
      return new ObjectMapper().readTree(bytes(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The values of an .npy file of bytes, behind its header. */
  static byte[] npy(String path) {
    byte[] file = bytes(path);
    int header = 10 + ((file[8] & 255) | (file[9] & 255) << 8);
    return Arrays.copyOfRange(file, header, file.length);
  }

  /** A preprocessor by JSON, in which single quotes stand for double ones. */
  static PreprocessorConfig config(String json) {
    try {
      return PreprocessorConfig.of(new ObjectMapper().readTree(json.replace('\'', '"')));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file that a system property names, or else one of the resources. */
  static Path file(String property, String path) {
    return Optional.ofNullable(System.getProperty(property))
        .map(Path::of)
        .orElseGet(() -> Path.of("src/test/resources/fixtures", path));
  }

  static ImageDecoder decoder(AlphaPolicy alpha, Grey16Policy grey16) {
    return new ImageDecoder(ImageLimits.DEFAULT, alpha, grey16);
  }

  /** The decoder of a policy's name in the goldens: hf, white or scaled16. */
  static ImageDecoder decoder(String policy) {
    return decoder(
        policy.equals("white") ? AlphaPolicy.WHITE : AlphaPolicy.DROP,
        policy.equals("scaled16") ? Grey16Policy.SCALE : Grey16Policy.CLIP);
  }
}
