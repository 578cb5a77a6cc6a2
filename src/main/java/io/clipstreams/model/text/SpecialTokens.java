package io.clipstreams.model.text;

import java.util.Locale;

/** What becomes of a special token that is written out in a text ({@code <|endoftext|>}). */
public enum SpecialTokens {
  /** It is the special token, as in the reference; with CLIP what follows it has no effect. */
  PARSE,
  /** It is plain text, so that a text cannot hide its rest from the model. */
  ESCAPE;

  /** The setting that chooses. */
  public static final String KEY = "clip.text.special.tokens";

  /**
   * Reads the setting.
   *
   * @throws IllegalArgumentException if it is neither {@code parse} nor {@code escape}
   */
  public static SpecialTokens of(String value) {
    return switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "parse" -> PARSE;
      case "escape" -> ESCAPE;
      default ->
          throw new IllegalArgumentException(
              "%s is '%s', neither parse nor escape".formatted(KEY, value));
    };
  }

  /** The setting's value. */
  public String value() {
    return name().toLowerCase(Locale.ROOT);
  }
}
