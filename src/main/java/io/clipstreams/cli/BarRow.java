package io.clipstreams.cli;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * A name with a figure and a bar.
 *
 * @param name for people; cut where it is too long
 * @param figure what the bar shows, in digits
 * @param share 0 to 1
 */
record BarRow(String name, String figure, double share) {
  private static final String GAP = "  ";
  private static final int SHORTEST_BAR = 10;
  private static final int SHORTEST_NAME = 8;

  BarRow {
    Objects.requireNonNull(figure, "figure");
    name = Cells.plain(name);
  }

  /**
   * One under the other.
   *
   * @param longest so many characters of a name are shown at most
   * @param width so many characters has a line at most
   */
  static List<String> lines(List<BarRow> rows, int longest, OptionalInt width) {
    int figures = widest(rows, BarRow::figure);
    int names = Math.min(longest, widest(rows, BarRow::name));
    int bars = Bars.LONGEST;
    if (width.isPresent()) {
      int room = width.getAsInt() - 3 * GAP.length() - figures;
      bars = Math.min(bars, Math.max(SHORTEST_BAR, room - names));
      names = Math.max(SHORTEST_NAME, Math.min(names, room - bars));
    }
    int bar = bars;
    int name = names;
    return rows.stream().map(row -> row.line(name, figures, bar)).toList();
  }

  private static int widest(List<BarRow> rows, Function<BarRow, String> cell) {
    return rows.stream()
        .map(cell)
        .mapToInt(text -> text.codePointCount(0, text.length()))
        .max()
        .orElse(0);
  }

  private String line(int names, int figures, int bars) {
    String number = " ".repeat(figures - figure.length()) + figure;
    return (GAP + Cells.fit(name, names) + GAP + number + GAP + Bars.of(share, bars))
        .stripTrailing();
  }
}
