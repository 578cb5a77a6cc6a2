package io.clipstreams.model;

import static io.clipstreams.model.TinyClipGoldens.largestDifference;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstreams.model.text.SpecialTokens;
import io.clipstreams.model.text.TextTokenizer;
import io.clipstreams.model.text.Tokens;
import io.clipstreams.scoring.Vectors;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures tokens and vectors against the reference. With {@code -Dclip.fidelity.write=true} it
 * writes what it measured into docs/fidelity.md; without, it holds that every case is in there.
 */
class ModelFidelityTest {
  private static final Path DOC = Path.of("docs/fidelity.md");
  private static final double TOLERANCE = 1e-5;

  private static TinyClipGoldens goldens;
  private static ClipModel model;
  private static ClipModel idsOnly;

  @BeforeAll
  static void load(@TempDir Path withMask, @TempDir Path withoutMask) throws Exception {
    goldens = TinyClipGoldens.read();
    model = TestModel.tinyClip(withMask, "text_model.onnx").load();
    idsOnly = TestModel.tinyClip(withoutMask, "text_model_ids_only.onnx").load();
  }

  @AfterAll
  static void close() {
    model.close();
    idsOnly.close();
  }

  /** Texts of one category of the tokenizer's goldens. */
  private static final class Category {
    private int texts;
    private int sameIds;
    private int sameCount;
    private int truncated;
    private int escapedWithoutSpecialIds;
  }

  @Test
  void tokens() throws IOException {
    Map<String, Category> categories = new TreeMap<>();
    try (TextTokenizer escaping =
        TextTokenizer.open(
            TestModel.TINY_CLIP.resolve("tokenizer.json"),
            OptionalInt.of(77),
            OptionalInt.empty(),
            SpecialTokens.ESCAPE)) {
      ObjectMapper mapper = new ObjectMapper();
      for (String line :
          Files.readAllLines(Path.of("src/test/resources/tokenizer/clip_bpe.jsonl"))) {
        JsonNode golden = mapper.readTree(line);
        Tokens tokens = model.tokenizer().tokenize(golden.get("text").textValue());
        Category category =
            categories.computeIfAbsent(golden.get("category").textValue(), c -> new Category());
        category.texts++;
        category.sameIds +=
            Arrays.equals(tokens.ids(), mapper.convertValue(golden.get("ids"), long[].class))
                ? 1
                : 0;
        category.sameCount += tokens.count() == golden.get("untruncated_tokens").intValue() ? 1 : 0;
        category.truncated += tokens.truncated() ? 1 : 0;
        long[] escaped = escaping.tokenize(golden.get("text").textValue()).ids();
        category.escapedWithoutSpecialIds +=
            Arrays.stream(escaped).skip(1).limit(escaped.length - 2).noneMatch(id -> id >= 49406)
                ? 1
                : 0;
      }
    }
    List<String> table = new ArrayList<>();
    table.add("| texts | number | same ids | same count | truncated | escaped: no special id |");
    table.add("|---|---|---|---|---|---|");
    categories.forEach(
        (name, c) -> {
          table.add(
              "| %s | %d | %d | %d | %d | %d |"
                  .formatted(
                      name,
                      c.texts,
                      c.sameIds,
                      c.sameCount,
                      c.truncated,
                      c.escapedWithoutSpecialIds));
          assertThat(c.sameIds).as(name).isEqualTo(c.texts);
          assertThat(c.sameCount).as(name).isEqualTo(c.texts);
          assertThat(c.escapedWithoutSpecialIds).as(name).isEqualTo(c.texts);
        });
    // Whole numbers are the same on every machine, so the table must be, too.
    FidelityDocument.section(DOC, "tokens", table, true);
  }

  @Test
  void vectors() throws Exception {
    List<String> table = new ArrayList<>();
    table.add("| case | 1 - cosine | largest difference |");
    table.add("|---|---|---|");
    for (TinyClipGoldens.Image image : goldens.images()) {
      FloatBuffer pixels = model.newPixelBuffer(1);
      image.putPixels(pixels);
      float[] vector = model.embedImages(pixels.flip(), 1).row(0);
      table.add(row("image " + image.file(), vector, image.vector()));
    }
    addTexts(table, model, "with attention_mask");
    addTexts(table, idsOnly, "ids only");
    FidelityDocument.section(DOC, "vectors", table, false);
  }

  private static void addTexts(List<String> table, ClipModel each, String variant)
      throws Exception {
    List<Tokens> tokens =
        goldens.texts().stream().map(text -> each.tokenizer().tokenize(text.text())).toList();
    Embeddings together = each.embedTexts(tokens);
    for (int i = 0; i < tokens.size(); i++) {
      String name =
          "text %d, %d tokens, in a batch, %s".formatted(i, tokens.get(i).count(), variant);
      table.add(row(name, together.row(i), goldens.texts().get(i).vector()));
    }
  }

  private static String row(String name, float[] vector, float[] golden) {
    double difference = largestDifference(Vectors.normalize(vector), golden);
    assertThat(difference).as(name).isLessThan(TOLERANCE);
    return String.format(
        Locale.ROOT,
        "| %s | %.0e | %.0e |",
        name,
        Math.abs(1 - Vectors.cosine(vector, golden)),
        difference);
  }
}
