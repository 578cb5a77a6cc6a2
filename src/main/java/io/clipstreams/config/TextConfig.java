package io.clipstreams.config;

/** How captions are read: {@code clip.text.*}. */
public final class TextConfig {
  /** What a special token written out in a caption is. */
  public enum SpecialTokens {
    /** The special token, as in the reference. */
    PARSE,
    /** Plain text. */
    ESCAPE
  }

  public static final String MAX_BYTES_CONFIG = "clip.text.max.bytes";
  private static final String MAX_BYTES_DOC = "The longest caption, in bytes of UTF-8.";

  public static final String SPECIAL_TOKENS_CONFIG = "clip.text.special.tokens";
  private static final String SPECIAL_TOKENS_DOC =
      "What <|endoftext|> and the like in a caption are: parse (special tokens, as the reference"
          + " does; they hide what follows) or escape (plain text).";

  private final Values values;

  TextConfig(Values values) {
    this.values = values;
  }

  static void define(Keys keys) {
    keys.group("Captions")
        .size(
            MAX_BYTES_CONFIG,
            "64KiB",
            DataSize.ofBytes(1),
            DataSize.ofKibibytes(512),
            MAX_BYTES_DOC)
        .choice(SPECIAL_TOKENS_CONFIG, SpecialTokens.PARSE, SPECIAL_TOKENS_DOC);
  }

  /** {@value #MAX_BYTES_CONFIG}. */
  public DataSize maxBytes() {
    return values.size(MAX_BYTES_CONFIG);
  }

  /** {@value #SPECIAL_TOKENS_CONFIG}. */
  public SpecialTokens specialTokens() {
    return values.choice(SPECIAL_TOKENS_CONFIG, SpecialTokens.class);
  }
}
