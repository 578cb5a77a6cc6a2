package io.clipstreams.model.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Turns texts into the token ids that a model was trained on, by the rules of its tokenizer.json.
 * Texts are not otherwise touched, except that a lone surrogate, which no UTF-8 can hold, becomes
 * U+FFFD. Safe for use by several threads.
 *
 * <p>{@link SpecialTokens#ESCAPE} takes the special tokens out of the rule that finds them in
 * texts, so that they go through the tokenizer's ordinary rules like any other characters. Where
 * even these know one as a whole (a vocabulary that lists {@code </s>} among its pieces), it is
 * written with blanks between its characters.
 */
public final class TextTokenizer implements AutoCloseable {
  private final HuggingFaceTokenizer tokenizer;
  private final int contextLength;
  private final long padId;
  private final int vocabularySize;
  private final OptionalInt fixedLength;
  private final boolean truncatesLeft;
  private final OptionalLong unknownId;
  private final Map<String, Long> escaped;
  private final Set<Long> escapedIds;

  private TextTokenizer(
      HuggingFaceTokenizer tokenizer,
      TokenizerFile file,
      int contextLength,
      OptionalInt padId,
      SpecialTokens policy) {
    this.tokenizer = tokenizer;
    this.contextLength = contextLength;
    this.escaped = policy == SpecialTokens.ESCAPE ? file.specialTokens() : Map.of();
    this.escapedIds = Set.copyOf(escaped.values());
    this.vocabularySize = file.vocabularySize();
    this.fixedLength = file.fixedPadding();
    this.truncatesLeft = file.truncatesLeft();
    this.unknownId =
        file.unknownToken().map(escaped::get).map(OptionalLong::of).orElse(OptionalLong.empty());
    Encoding empty = tokenizer.encode("");
    if (contextLength <= empty.getIds().length) {
      throw new IllegalArgumentException(
          "puts %d special tokens around every text, but the context holds %d tokens"
              .formatted(empty.getIds().length, contextLength));
    }
    this.padId = padId(padId, file, empty.getIds());
  }

  /**
   * Opens a tokenizer.
   *
   * @param tokenizerJson the file
   * @param contextLength most tokens the model reads, special tokens included; if empty, the length
   *     to which the file cuts texts
   * @param padId the token that fills short texts; if empty, the file's, else the token that ends
   *     every text
   * @param policy what becomes of special tokens in texts
   * @throws IllegalArgumentException if the file cannot be used; the message does not name it
   */
  public static TextTokenizer open(
      Path tokenizerJson, OptionalInt contextLength, OptionalInt padId, SpecialTokens policy) {
    TokenizerFile file = TokenizerFile.read(tokenizerJson);
    OptionalInt length = contextLength.isPresent() ? contextLength : file.truncation();
    if (length.isEmpty()) {
      throw new IllegalArgumentException(
          "does not cut texts, and config.json has no text_config.max_position_embeddings: state there how many tokens the model reads (77 for OpenAI's CLIPs)");
    }
    byte[] content =
        policy == SpecialTokens.ESCAPE ? file.contentWithoutSpecialTokens() : file.content();
    HuggingFaceTokenizer tokenizer = load(content);
    try {
      return new TextTokenizer(tokenizer, file, length.getAsInt(), padId, policy);
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  private static HuggingFaceTokenizer load(byte[] content) {
    Map<String, String> options =
        Map.of(
            "truncation", "do_not_truncate", "padding", "do_not_pad", "addSpecialTokens", "true");
    try {
      return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(content), options);
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "is refused by the tokenizers library: " + e.getMessage(), e);
    }
  }

  private static long padId(OptionalInt stated, TokenizerFile file, long[] aroundEveryText) {
    if (stated.isPresent() && stated.getAsInt() >= 0) {
      if (stated.getAsInt() >= file.vocabularySize()) {
        throw new IllegalArgumentException(
            "knows %d tokens, but config.json says that texts are padded with number %d"
                .formatted(file.vocabularySize(), stated.getAsInt()));
      }
      return stated.getAsInt();
    }
    long end = aroundEveryText.length == 0 ? 0 : aroundEveryText[aroundEveryText.length - 1];
    return file.paddingId().orElse(end);
  }

  /**
   * Tokenizes a text, whatever it holds; nothing at all is a text, too. What is longer than the
   * context is cut, with the special tokens around it kept.
   */
  public Tokens tokenize(String text) {
    String encodable = withoutLoneSurrogates(text);
    Encoding encoding = tokenizer.encode(encodable);
    if (!escaped.isEmpty()) {
      String broken = breakUpSpecialTokens(encodable, encoding);
      encoding = broken.equals(encodable) ? encoding : tokenizer.encode(broken);
    }
    return new Tokens(truncate(encoding), encoding.getIds().length);
  }

  private long[] truncate(Encoding encoding) {
    long[] ids = encoding.getIds();
    if (ids.length <= contextLength) {
      return ids;
    }
    long[] special = encoding.getSpecialTokenMask();
    int before = 0;
    while (special[before] == 1) {
      before++;
    }
    int after = 0;
    while (special[ids.length - 1 - after] == 1) {
      after++;
    }
    int content = contextLength - before - after;
    int contentStart = truncatesLeft ? ids.length - after - content : before;
    long[] cut = new long[contextLength];
    System.arraycopy(ids, 0, cut, 0, before);
    System.arraycopy(ids, contentStart, cut, before, content);
    System.arraycopy(ids, ids.length - after, cut, before + content, after);
    return cut;
  }

  /** Blanks between the characters of what the plain rules still took for a special token. */
  private String breakUpSpecialTokens(String text, Encoding encoding) {
    TreeSet<Integer> breaks = new TreeSet<>();
    long[] ids = encoding.getIds();
    for (int i = 0; i < ids.length; i++) {
      CharSpan span = encoding.getCharTokenSpans()[i];
      if (encoding.getSpecialTokenMask()[i] == 0
          && escapedIds.contains(ids[i])
          && span != null
          && mustBreak(text, span, ids[i])) {
        for (int position = span.getStart() + 1; position < span.getEnd(); position++) {
          breaks.add(position);
        }
      }
    }
    if (breaks.isEmpty()) {
      return text;
    }
    int[] codePoints = text.codePoints().toArray();
    StringBuilder broken = new StringBuilder();
    for (int i = 0; i < codePoints.length; i++) {
      if (breaks.contains(i)) {
        broken.append(' ');
      }
      broken.appendCodePoint(codePoints[i]);
    }
    return broken.toString();
  }

  /** The token for unknown characters is rightly there, unless it is written out. */
  private boolean mustBreak(String text, CharSpan span, long id) {
    if (unknownId.isEmpty() || unknownId.getAsLong() != id) {
      return true;
    }
    String written =
        text.codePoints()
            .skip(span.getStart())
            .limit(span.getEnd() - span.getStart())
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    return escaped.keySet().stream().anyMatch(token -> token.equalsIgnoreCase(written.strip()));
  }

  private static String withoutLoneSurrogates(String text) {
    boolean lone =
        text.codePoints()
            .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    if (!lone) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  /** Most tokens the model reads, special tokens included. */
  public int contextLength() {
    return contextLength;
  }

  /** The token that fills short texts of a batch. */
  public long padId() {
    return padId;
  }

  /** The length to which the reference fills every text, if the file says so. */
  public OptionalInt fixedLength() {
    return fixedLength.isPresent()
        ? OptionalInt.of(Math.min(fixedLength.getAsInt(), contextLength))
        : fixedLength;
  }

  /** One more than the largest token id. */
  public int vocabularySize() {
    return vocabularySize;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
