package io.clipstreams.cli;

/** Text for one cell of a table. */
final class Cells {
  private static final String CUT = "…";

  private Cells() {}

  /**
   * The text without control and formatting characters: a caption must neither break a line nor
   * speak to the terminal.
   */
  static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints().map(Cells::harmless).forEach(plain::appendCodePoint);
    return plain.toString();
  }

  private static int harmless(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          Character.isWhitespace(codePoint) ? ' ' : 0xFFFD;
      default -> codePoint;
    };
  }

  /** The text in exactly so many characters: padded, or cut with an ellipsis. */
  static String fit(String text, int width) {
    int length = text.codePointCount(0, text.length());
    return length > width ? cut(text, width) : text + " ".repeat(width - length);
  }

  /** The text in at most so many characters. */
  static String cut(String text, int width) {
    int length = text.codePointCount(0, text.length());
    return length <= width ? text : text.substring(0, text.offsetByCodePoints(0, width - 1)) + CUT;
  }
}
