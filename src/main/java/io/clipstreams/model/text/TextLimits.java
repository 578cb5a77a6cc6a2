package io.clipstreams.model.text;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import java.util.regex.Pattern;

/**
 * Which texts are embedded at all.
 *
 * @param maxBytes longest text in bytes of UTF-8, at least 1
 */
public record TextLimits(int maxBytes) {
  /** 64 KiB. */
  public static final TextLimits DEFAULT = new TextLimits(64 << 10);

  /** Unicode's White_Space; control characters other than the blank ones are text. */
  private static final Pattern WHITE_SPACE = Pattern.compile("\\p{IsWhite_Space}*");

  public TextLimits {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes must be at least 1, not " + maxBytes);
    }
  }

  /**
   * Refuses texts that cannot be embedded.
   *
   * @throws ProcessingException EMPTY_TEXT if there is nothing but white space, TEXT_TOO_LARGE if
   *     it is longer than the limit
   */
  public void check(String text) throws ProcessingException {
    long bytes = utf8Length(text);
    if (bytes > maxBytes) {
      throw new ProcessingException(
          FailureCode.TEXT_TOO_LARGE,
          "text of %d bytes, the limit is %d: shorten it, or raise clip.text.max.bytes"
              .formatted(bytes, maxBytes));
    }
    if (WHITE_SPACE.matcher(text).matches()) {
      throw new ProcessingException(
          FailureCode.EMPTY_TEXT,
          text.isEmpty() ? "the text is empty" : "the text holds nothing but white space");
    }
  }

  /** Length in UTF-8, a lone surrogate counted as the three bytes of its replacement. */
  private static long utf8Length(String text) {
    return text.codePoints()
        .mapToLong(c -> c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4)
        .sum();
  }
}
