package io.clipstreams.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A JSON object in a file, read leniently (unknown keys are of no interest) but with errors that
 * name the file and the key. Keys are paths with dots; null counts as absent.
 */
final class JsonFile {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Path path;
  private final JsonNode root;

  private JsonFile(Path path, JsonNode root) {
    this.path = path;
    this.root = root;
  }

  static JsonFile read(Path path) {
    JsonNode root;
    try {
      root = MAPPER.readTree(Files.readAllBytes(path));
    } catch (JsonProcessingException e) {
      throw new ModelException(
          "%s is no JSON: %s (line %d)"
              .formatted(
                  path,
                  e.getOriginalMessage().lines().findFirst().orElse(""),
                  e.getLocation() == null ? 0 : e.getLocation().getLineNr()),
          e);
    } catch (IOException e) {
      throw new ModelException(path + " cannot be read: " + ModelException.firstLine(e), e);
    }
    if (root == null || !root.isObject()) {
      throw new ModelException(path + " is no JSON object");
    }
    return new JsonFile(path, root);
  }

  Path path() {
    return path;
  }

  JsonNode node(String key) {
    return root.at("/" + key.replace('.', '/'));
  }

  boolean has(String key) {
    return !node(key).isMissingNode() && !node(key).isNull();
  }

  OptionalInt integer(String key) {
    if (!has(key)) {
      return OptionalInt.empty();
    }
    JsonNode node = node(key);
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      throw wrong(key, "an integer");
    }
    return OptionalInt.of(node.intValue());
  }

  OptionalDouble number(String key) {
    if (!has(key)) {
      return OptionalDouble.empty();
    }
    if (!node(key).isNumber()) {
      throw wrong(key, "a number");
    }
    return OptionalDouble.of(node(key).doubleValue());
  }

  Optional<String> text(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    if (!node(key).isTextual()) {
      throw wrong(key, "a string");
    }
    return Optional.of(node(key).textValue());
  }

  ModelException wrong(String key, String expected) {
    return new ModelException(
        "%s: %s is %s, not %s".formatted(path, key, abbreviated(node(key)), expected));
  }

  private static String abbreviated(JsonNode node) {
    String text = node.toString();
    return text.length() > 40 ? text.substring(0, 40) + "..." : text;
  }
}
