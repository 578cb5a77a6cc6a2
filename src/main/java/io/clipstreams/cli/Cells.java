package io.clipstreams.cli;

import java.util.ArrayList;
import java.util.List;

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

  /** The end of the text in at most so many characters: a path's last names say most. */
  static String end(String text, int width) {
    int length = text.codePointCount(0, text.length());
    return length <= width
        ? text
        : CUT + text.substring(text.offsetByCodePoints(0, length - width + 1));
  }

  /** The text in lines of at most so many characters, broken at blanks. */
  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (line.length() > 0 && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  /** The text in at most so many characters. */
  static String cut(String text, int width) {
    int length = text.codePointCount(0, text.length());
    return length <= width ? text : text.substring(0, text.offsetByCodePoints(0, width - 1)) + CUT;
  }
}
