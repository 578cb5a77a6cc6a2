package io.clipstreams.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Columns for a terminal, as wide as their widest cell; the last is not padded. */
final class Table {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  Table(String... header) {
    rows.add(List.of(header));
  }

  Table row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  List<String> lines() {
    return lines(OptionalInt.empty());
  }

  /**
   * In lines of at most so many characters: columns that have no place follow below, each part with
   * the first column. A column that is wider than that by itself stays as wide.
   */
  List<String> lines(OptionalInt width) {
    int[] widths = widths();
    List<String> lines = new ArrayList<>();
    for (int from = 1; from < widths.length || lines.isEmpty(); ) {
      int to = width.isPresent() ? end(widths, from, width.getAsInt()) : widths.length;
      if (!lines.isEmpty()) {
        lines.add("");
      }
      for (List<String> row : rows) {
        lines.add(line(row, widths, from, to));
      }
      from = to;
    }
    return lines;
  }

  private int[] widths() {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).codePointCount(0, row.get(i).length()));
      }
    }
    return widths;
  }

  /** Before which column a part ends that begins with another; it has one at least. */
  private static int end(int[] widths, int from, int width) {
    int end = from;
    int used = widths[0];
    while (end < widths.length) {
      used += GAP.length() + widths[end];
      if (used > width && end > from) {
        break;
      }
      end++;
    }
    return end;
  }

  private static String line(List<String> row, int[] widths, int from, int to) {
    StringBuilder line = new StringBuilder(Cells.fit(row.get(0), widths[0]));
    for (int i = from; i < to; i++) {
      line.append(GAP).append(Cells.fit(row.get(i), widths[i]));
    }
    return line.toString().stripTrailing();
  }
}
