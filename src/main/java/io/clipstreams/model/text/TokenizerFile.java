package io.clipstreams.model.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A tokenizer.json: what it says, and a version of it that knows no special tokens in texts. */
final class TokenizerFile {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final ObjectNode root;

  private TokenizerFile(ObjectNode root) {
    this.root = root;
  }

  static TokenizerFile read(Path path) {
    try {
      JsonNode root = MAPPER.readTree(Files.readAllBytes(path));
      if (root instanceof ObjectNode object && object.path("model").path("vocab").size() > 0) {
        return new TokenizerFile(object);
      }
      throw new IllegalArgumentException("is no tokenizer.json: it has no model with a vocabulary");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("is no JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot be read: " + e.getMessage(), e);
    }
  }

  /** The special tokens by their text. */
  Map<String, Long> specialTokens() {
    Map<String, Long> tokens = new TreeMap<>();
    for (JsonNode token : root.path("added_tokens")) {
      if (token.path("special").asBoolean()) {
        tokens.put(token.path("content").asText(), token.path("id").asLong());
      }
    }
    return tokens;
  }

  /** The token for what the vocabulary does not know, if there is one. */
  Optional<String> unknownToken() {
    return Optional.ofNullable(root.path("model").path("unk_token").textValue());
  }

  /** The length to which the file cuts texts. */
  OptionalInt truncation() {
    JsonNode length = root.path("truncation").path("max_length");
    return length.isInt() ? OptionalInt.of(length.intValue()) : OptionalInt.empty();
  }

  /** Whether texts are cut at their beginning instead of their end. */
  boolean truncatesLeft() {
    return root.path("truncation").path("direction").asText().equals("Left");
  }

  /** The length to which the file fills every text, whatever the others of the batch. */
  OptionalInt fixedPadding() {
    JsonNode length = root.path("padding").path("strategy").path("Fixed");
    return length.isInt() ? OptionalInt.of(length.intValue()) : OptionalInt.empty();
  }

  /** The padding token that the file names. */
  OptionalLong paddingId() {
    JsonNode id = root.path("padding").path("pad_id");
    if (id.isIntegralNumber()) {
      return OptionalLong.of(id.longValue());
    }
    Map<String, Long> special = specialTokens();
    Long named = special.getOrDefault("[PAD]", special.get("<pad>"));
    return named == null ? OptionalLong.empty() : OptionalLong.of(named);
  }

  /** One more than the largest id. */
  int vocabularySize() {
    JsonNode vocabulary = root.path("model").path("vocab");
    long size = vocabulary.isArray() ? vocabulary.size() : 0;
    for (JsonNode id : vocabulary) {
      size = Math.max(size, id.asLong(-1) + 1);
    }
    for (JsonNode token : root.path("added_tokens")) {
      size = Math.max(size, token.path("id").asLong() + 1);
    }
    return Math.toIntExact(size);
  }

  /** The file's bytes. */
  byte[] content() {
    return bytes(root);
  }

  /**
   * The file without the rule that finds special tokens in texts. They are still put around every
   * text, since that rule (the post-processor) names them by id.
   */
  byte[] contentWithoutSpecialTokens() {
    ObjectNode copy = root.deepCopy();
    if (copy.get("added_tokens") instanceof ArrayNode tokens) {
      for (int i = tokens.size() - 1; i >= 0; i--) {
        if (tokens.get(i).path("special").asBoolean()) {
          tokens.remove(i);
        }
      }
    }
    return bytes(copy);
  }

  private static byte[] bytes(ObjectNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree cannot be written", e);
    }
  }
}
