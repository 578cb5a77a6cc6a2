package io.clipstreams.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstreams.model.OnnxEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextTokenizerTest {
  private static final Path CLIP = Path.of("src/test/resources/models/tiny-clip/tokenizer.json");
  private static final Path WORD_PIECE =
      Path.of("src/main/resources/models/clip-mini/tokenizer.json");
  private static final long START = 49406;
  private static final long END = 49407;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static TextTokenizer clip;
  private static TextTokenizer escaping;
  private static TextTokenizer wordPiece;
  private static TextTokenizer wordPieceEscaping;

  @BeforeAll
  static void open() {
    OnnxEngine.start();
    clip = open(CLIP, SpecialTokens.PARSE);
    escaping = open(CLIP, SpecialTokens.ESCAPE);
    wordPiece = open(WORD_PIECE, SpecialTokens.PARSE);
    wordPieceEscaping = open(WORD_PIECE, SpecialTokens.ESCAPE);
  }

  @AfterAll
  static void close() {
    clip.close();
    escaping.close();
    wordPiece.close();
    wordPieceEscaping.close();
  }

  private static TextTokenizer open(Path file, SpecialTokens policy) {
    return TextTokenizer.open(file, OptionalInt.of(77), OptionalInt.empty(), policy);
  }

  private static List<JsonNode> goldens() throws IOException {
    List<JsonNode> goldens = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("src/test/resources/tokenizer/clip_bpe.jsonl"))) {
      goldens.add(MAPPER.readTree(line));
    }
    assertThat(goldens).hasSize(204);
    return goldens;
  }

  private static long[] ids(JsonNode golden) {
    return MAPPER.convertValue(golden.get("ids"), long[].class);
  }

  @Test
  void givesTheIdsOfTheReferenceForEveryText() throws IOException {
    for (JsonNode golden : goldens()) {
      Tokens tokens = clip.tokenize(golden.get("text").textValue());
      assertThat(tokens.ids()).as("text %s", golden).isEqualTo(ids(golden));
      assertThat(tokens.count()).isEqualTo(golden.get("untruncated_tokens").intValue());
      assertThat(tokens.truncated()).isEqualTo(golden.get("truncated").booleanValue());
    }
  }

  @Test
  void escapingChangesNothingInTextsWithoutSpecialTokens() throws IOException {
    for (JsonNode golden : goldens()) {
      if (!golden.get("category").textValue().equals("special")) {
        assertThat(escaping.tokenize(golden.get("text").textValue()).ids())
            .as("text %s", golden)
            .isEqualTo(ids(golden));
      }
    }
  }

  @Test
  void aWrittenEndTokenHidesNothingWhenEscaped() {
    for (String written :
        List.of("<|endoftext|>", "<|startoftext|>", "<|ENDOFTEXT|>", "<|StartOfText|>")) {
      Tokens tokens = escaping.tokenize("a dog " + written + " on a beach");
      long[] content = Arrays.copyOfRange(tokens.ids(), 1, tokens.ids().length - 1);
      assertThat(tokens.ids()).startsWith(START).endsWith(END);
      assertThat(content).doesNotContain(START, END);
      // It is there, as the characters that it is written with, and so is what follows.
      long[] without = clip.tokenize("a dog on a beach").ids();
      assertThat(tokens.count()).isGreaterThan(without.length + 2);
      assertThat(content).endsWith(Arrays.copyOfRange(without, 3, without.length - 1));
    }
    assertThat(clip.tokenize("a dog <|endoftext|> on a beach").ids()).contains(END, END);
  }

  @Test
  void escapedAndParsedDifferAsTheTextsOfTheReferenceDo() throws IOException {
    int changed = 0;
    for (JsonNode golden : goldens()) {
      if (golden.get("category").textValue().equals("special")) {
        long[] ids = escaping.tokenize(golden.get("text").textValue()).ids();
        assertThat(Arrays.stream(ids).skip(1).limit(ids.length - 2).toArray())
            .doesNotContain(START, END);
        changed += Arrays.equals(ids, ids(golden)) ? 0 : 1;
      }
    }
    assertThat(changed).isPositive();
  }

  @Test
  void wordPieceTakesWrittenSpecialTokensApart() {
    for (String written : List.of("[SEP]", "[CLS]", "[PAD]", "[MASK]", "[UNK]")) {
      Tokens parsed = wordPiece.tokenize("a dog " + written + " runs");
      Tokens escaped = wordPieceEscaping.tokenize("a dog " + written + " runs");
      assertThat(Arrays.copyOfRange(escaped.ids(), 1, escaped.ids().length - 1))
          .as(written)
          .doesNotContain(0, 100, 101, 102, 103);
      assertThat(escaped.count()).as(written).isGreaterThan(parsed.count());
    }
    // What the vocabulary does not know is rightly the token for that.
    assertThat(wordPieceEscaping.tokenize("a dog \uD83D\uDE00").ids()).contains(100);
  }

  @Test
  void breaksUpWhatTheVocabularyItselfKnowsAsAWhole(@TempDir Path dir) throws IOException {
    ObjectNode json = (ObjectNode) MAPPER.readTree(WORD_PIECE.toFile());
    json.putObject("pre_tokenizer").put("type", "WhitespaceSplit");
    json.putNull("normalizer");
    Path file = dir.resolve("tokenizer.json");
    MAPPER.writeValue(file.toFile(), json);
    try (TextTokenizer tokenizer = open(file, SpecialTokens.ESCAPE)) {
      for (String written : List.of("[SEP]", "[UNK]")) {
        long[] ids = tokenizer.tokenize("dog " + written + " dog").ids();
        assertThat(Arrays.copyOfRange(ids, 1, ids.length - 1))
            .doesNotContain(102)
            // The brackets; the lower-case vocabulary does not know the letters.
            .containsExactly(3899, 1031, 100, 100, 100, 1033, 3899);
      }
    }
  }

  @Test
  void truncationKeepsWhatStandsAroundTheText() {
    String text = "two dogs run ".repeat(200);
    Tokens cut = clip.tokenize(text);
    assertThat(cut.ids()).hasSize(77).startsWith(START).endsWith(END);
    assertThat(cut.count()).isEqualTo(602);
    assertThat(cut.truncated()).isTrue();
    assertThat(wordPiece.tokenize(text).ids()).hasSize(77).startsWith(101).endsWith(102);
  }

  @Test
  void truncationKeepsTheEndTokenWhereTheTextEndsWithOneToo() {
    Tokens cut = clip.tokenize("dog ".repeat(100) + "<|endoftext|>");
    assertThat(cut.ids()).hasSize(77).endsWith(1929, END);
  }

  @Test
  void aTextThatJustFitsIsNotCut() {
    assertThat(clip.tokenize("dog ".repeat(75)).truncated()).isFalse();
    assertThat(clip.tokenize("dog ".repeat(76)).truncated()).isTrue();
  }

  @Test
  void cutsAtTheBeginningWhereTheFileSaysSo(@TempDir Path dir) throws IOException {
    ObjectNode json = (ObjectNode) MAPPER.readTree(WORD_PIECE.toFile());
    ((ObjectNode) json.get("truncation")).put("direction", "Left").put("max_length", 5);
    Path file = dir.resolve("tokenizer.json");
    MAPPER.writeValue(file.toFile(), json);
    try (TextTokenizer tokenizer =
        TextTokenizer.open(file, OptionalInt.empty(), OptionalInt.empty(), SpecialTokens.PARSE)) {
      assertThat(tokenizer.contextLength()).isEqualTo(5);
      assertThat(tokenizer.tokenize("a man and a dog").ids())
          .containsExactly(101, 1998, 1037, 3899, 102);
    }
  }

  @Test
  void loneSurrogatesBecomeTheReplacementCharacter() {
    assertThat(clip.tokenize("a \uD83D dog").ids()).isEqualTo(clip.tokenize("a \uFFFD dog").ids());
    assertThat(clip.tokenize("\uDE00\uD83D").ids()).isEqualTo(clip.tokenize("\uFFFD\uFFFD").ids());
  }

  @Test
  void padsWithWhatTheFilesSay(@TempDir Path dir) throws IOException {
    assertThat(clip.padId()).isEqualTo(END);
    assertThat(wordPiece.padId()).isZero();
    try (TextTokenizer stated =
        TextTokenizer.open(CLIP, OptionalInt.of(77), OptionalInt.of(1), SpecialTokens.PARSE)) {
      assertThat(stated.padId()).isEqualTo(1);
    }
    ObjectNode json = (ObjectNode) MAPPER.readTree(WORD_PIECE.toFile());
    json.putObject("padding")
        .put("direction", "Right")
        .putNull("pad_to_multiple_of")
        .put("pad_id", 7)
        .put("pad_type_id", 0)
        .put("pad_token", "seven")
        .putObject("strategy")
        .put("Fixed", 64);
    ((ArrayNode) json.get("added_tokens")).remove(0);
    Path file = dir.resolve("tokenizer.json");
    MAPPER.writeValue(file.toFile(), json);
    try (TextTokenizer padding = open(file, SpecialTokens.PARSE)) {
      assertThat(padding.padId()).isEqualTo(7);
      assertThat(padding.fixedLength()).hasValue(64);
      // Not by the tokenizer: batches are filled up by the text tower.
      assertThat(padding.tokenize("a dog").ids()).containsExactly(101, 1037, 3899, 102);
    }
  }

  @Test
  void refusesFilesThatCannotBeUsed(@TempDir Path dir) throws IOException {
    assertThatThrownBy(
            () ->
                TextTokenizer.open(
                    CLIP, OptionalInt.empty(), OptionalInt.empty(), SpecialTokens.PARSE))
        .hasMessageContaining("max_position_embeddings");
    assertThatThrownBy(
            () ->
                TextTokenizer.open(
                    CLIP, OptionalInt.of(77), OptionalInt.of(49408), SpecialTokens.PARSE))
        .hasMessageContaining("49408");
    assertThatThrownBy(
            () ->
                TextTokenizer.open(
                    CLIP, OptionalInt.of(2), OptionalInt.empty(), SpecialTokens.PARSE))
        .hasMessageContaining("2 special tokens");
    Path broken = Files.writeString(dir.resolve("broken.json"), "{\"model\": ");
    assertThatThrownBy(() -> open(broken, SpecialTokens.PARSE)).hasMessageContaining("no JSON");
    Path empty = Files.writeString(dir.resolve("empty.json"), "{}");
    assertThatThrownBy(() -> open(empty, SpecialTokens.PARSE)).hasMessageContaining("vocabulary");
    Path unknown =
        Files.writeString(
            dir.resolve("unknown.json"), "{\"model\":{\"type\":\"None\",\"vocab\":{\"a\":1}}}");
    assertThatThrownBy(() -> open(unknown, SpecialTokens.PARSE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("refused");
  }

  @Test
  void isSafeForSeveralThreads() throws Exception {
    List<JsonNode> goldens = goldens();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        done.add(
            threads.submit(
                () -> {
                  for (JsonNode golden : goldens) {
                    assertThat(clip.tokenize(golden.get("text").textValue()).ids())
                        .isEqualTo(ids(golden));
                  }
                }));
      }
      for (Future<?> each : done) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
