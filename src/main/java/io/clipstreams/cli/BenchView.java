package io.clipstreams.cli;

import io.clipstreams.bench.Check;
import io.clipstreams.bench.Figure;
import io.clipstreams.bench.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A benchmark's report for people. */
final class BenchView {
  private BenchView() {}

  static List<String> lines(Report report) {
    Table table = new Table("", "what", "figure", "unit", "runs", "note");
    for (Figure figure : report.figures()) {
      table.row(
          figure.letter(),
          figure.subject(),
          number(figure.value()),
          figure.unit(),
          figure.runs().stream().map(BenchView::number).collect(Collectors.joining(" ")),
          figure.note());
    }
    List<String> lines = new ArrayList<>(table.lines());
    lines.add("");
    report.checks().stream().map(Check::line).forEach(lines::add);
    return lines;
  }

  /** Four digits, since no measurement has more. */
  private static String number(double value) {
    int decimals = value >= 1000 ? 0 : value >= 100 ? 1 : value >= 10 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
