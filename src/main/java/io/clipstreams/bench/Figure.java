package io.clipstreams.bench;

import java.util.List;
import java.util.Objects;

/**
 * One measured number.
 *
 * @param letter which measurement, see docs/benchmarks.md
 * @param subject of what, such as "captions"
 * @param value the number; of several runs their median
 * @param unit its unit, such as "1/s"
 * @param runs the single runs, if there were several
 * @param note what one has to know of it; may be empty
 */
public record Figure(
    String letter, String subject, double value, String unit, List<Double> runs, String note) {
  public Figure {
    Objects.requireNonNull(letter, "letter");
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(note, "note");
    runs = List.copyOf(runs);
  }

  /** A number measured once. */
  public static Figure of(String letter, String subject, double value, String unit, String note) {
    return new Figure(letter, subject, value, unit, List.of(), note);
  }

  /** A number measured several times: the median counts. */
  public static Figure ofRuns(
      String letter, String subject, List<Double> runs, String unit, String note) {
    double[] values = runs.stream().mapToDouble(Double::doubleValue).toArray();
    return new Figure(letter, subject, Statistics.median(values), unit, runs, note);
  }
}
