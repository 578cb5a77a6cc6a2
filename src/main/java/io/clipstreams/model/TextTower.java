package io.clipstreams.model;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.TranslateException;
import io.clipstreams.model.text.TextTokenizer;
import io.clipstreams.model.text.Tokens;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The text tower: token ids to embeddings. Safe for use by several threads. */
final class TextTower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TextTower.class);

  /** How texts may share a run without changing each other's vectors. */
  enum Batching {
    /** Short texts are filled up to the longest. */
    PADDED,
    /** Only texts of the same number of tokens: the model reads padding as if it were text. */
    EQUAL_LENGTHS,
    /** None. */
    ALONE
  }

  private final Tower tower;
  private final TextSignature signature;
  private final long padId;
  private final OptionalInt fixedLength;
  private final Batching batching;
  private final int dimension;

  /**
   * Takes over a loaded tower and tries it.
   *
   * @throws ModelException if it cannot read texts as long as the tokenizer makes them
   */
  TextTower(Tower tower, TextSignature signature, TextTokenizer tokenizer) {
    this.tower = tower;
    this.signature = signature;
    this.padId = tokenizer.padId();
    this.fixedLength = fixedLength(signature, tokenizer);
    List<Tokens> probes = probes(tokenizer);
    List<float[]> alone = new ArrayList<>();
    try {
      for (Tokens probe : probes) {
        alone.addAll(run(List.of(probe)));
      }
    } catch (TranslateException e) {
      throw new ModelException(
          "%s cannot read texts of up to %d tokens, which config.json or tokenizer.json states: %s"
              .formatted(
                  tower.file().path(), tokenizer.contextLength(), ModelException.firstLine(e)),
          e);
    }
    this.dimension = alone.get(0).length;
    this.batching = batching(probes, alone);
  }

  /**
   * Without a mask the model may read padding as text; then every text is filled to the length at
   * which the reference does it, if there is one.
   */
  private static OptionalInt fixedLength(TextSignature signature, TextTokenizer tokenizer) {
    if (signature.length().isPresent()) {
      return signature.length();
    }
    return signature.mask().isPresent() ? OptionalInt.empty() : tokenizer.fixedLength();
  }

  /** A short text, another of the same length, and one that fills the context. */
  private static List<Tokens> probes(TextTokenizer tokenizer) {
    Tokens brief = tokenizer.tokenize("a photo of a cat");
    Tokens full = tokenizer.tokenize("two dogs ".repeat(tokenizer.contextLength()));
    long[] other = brief.ids().clone();
    for (int i = 1; i < other.length - 1; i++) {
      other[i] = full.ids()[i];
    }
    return List.of(brief, new Tokens(other, other.length), full);
  }

  private Batching batching(List<Tokens> probes, List<float[]> alone) {
    if (signature.oneByOne()) {
      return Batching.ALONE;
    }
    if (agree(probes, alone)) {
      return Batching.PADDED;
    }
    Batching fallback =
        agree(probes.subList(0, 2), alone.subList(0, 2)) ? Batching.EQUAL_LENGTHS : Batching.ALONE;
    LOG.warn(
        "{} gives a text another vector when others are beside it: {}",
        tower.file().path(),
        fallback == Batching.ALONE
            ? "texts will be embedded one by one; use a float32 export (dynamic quantisation does this)"
            : "it reads padding as text; only texts of equal length will share a batch");
    return fallback;
  }

  private boolean agree(List<Tokens> probes, List<float[]> alone) {
    try {
      return BatchDifference.agree(alone, run(probes));
    } catch (TranslateException e) {
      LOG.warn(
          "{} cannot embed {} texts at once: {}",
          tower.file().path(),
          probes.size(),
          ModelException.firstLine(e));
      return false;
    }
  }

  int dimension() {
    return dimension;
  }

  Batching batching() {
    return batching;
  }

  Embeddings embed(List<Tokens> texts) {
    if (batching != Batching.EQUAL_LENGTHS) {
      return embed(texts, batching == Batching.ALONE);
    }
    Map<Integer, List<Integer>> byLength = new LinkedHashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      byLength.computeIfAbsent(texts.get(i).ids().length, length -> new ArrayList<>()).add(i);
    }
    Embeddings.Row[] rows = new Embeddings.Row[texts.size()];
    for (List<Integer> group : byLength.values()) {
      Embeddings embedded = embed(group.stream().map(texts::get).toList(), false);
      for (int i = 0; i < group.size(); i++) {
        rows[group.get(i)] = embedded.unchecked(i);
      }
    }
    return new Embeddings(Arrays.asList(rows));
  }

  private Embeddings embed(List<Tokens> texts, boolean oneByOne) {
    return RowByRow.embed(
        texts.size(), oneByOne, (first, rows) -> run(texts.subList(first, first + rows)));
  }

  private List<float[]> run(List<Tokens> texts) throws TranslateException {
    int longest = texts.stream().mapToInt(tokens -> tokens.ids().length).max().orElse(0);
    int length = fixedLength.orElse(longest);
    if (longest > length) {
      throw new IllegalArgumentException(
          "a text of %d tokens, %d are read".formatted(longest, length));
    }
    List<Tower.Input> inputs = new ArrayList<>(3);
    inputs.add(input(signature.ids(), texts, length, (ids, i) -> i < ids.length ? ids[i] : padId));
    signature
        .mask()
        .ifPresent(
            mask -> inputs.add(input(mask, texts, length, (ids, i) -> i < ids.length ? 1 : 0)));
    signature.typeIds().ifPresent(types -> inputs.add(input(types, texts, length, (ids, i) -> 0)));
    return tower.run(inputs, texts.size());
  }

  private interface Fill {
    long value(long[] ids, int position);
  }

  private static Tower.Input input(OnnxValue value, List<Tokens> texts, int length, Fill fill) {
    boolean wide = value.type().equals("int64");
    int count = Math.multiplyExact(texts.size(), length);
    ByteBuffer bytes =
        DirectBuffers.bytes(Math.multiplyExact(count, wide ? Long.BYTES : Integer.BYTES));
    for (Tokens text : texts) {
      for (int i = 0; i < length; i++) {
        long number = fill.value(text.ids(), i);
        if (wide) {
          bytes.putLong(number);
        } else {
          bytes.putInt((int) number);
        }
      }
    }
    bytes.flip();
    Buffer buffer = wide ? bytes.asLongBuffer() : bytes.asIntBuffer();
    return new Tower.Input(
        value.name(),
        buffer,
        wide ? DataType.INT64 : DataType.INT32,
        new Shape(texts.size(), length));
  }

  @Override
  public void close() {
    tower.close();
  }
}
