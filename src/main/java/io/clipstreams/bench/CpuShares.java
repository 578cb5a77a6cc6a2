package io.clipstreams.bench;

import java.util.List;
import java.util.Map;

/** CPU time by stage, as figures (letter P). */
final class CpuShares {
  private CpuShares() {}

  /** One figure a stage: its share of all CPU time that the process took, in percent. */
  static List<Figure> figures(String subject, Map<Stage, Double> seconds) {
    double all = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    return seconds.entrySet().stream()
        .map(
            entry ->
                Figure.of(
                    "P",
                    subject + ": " + entry.getKey().words(),
                    100 * entry.getValue() / all,
                    "%",
                    "%.2f s".formatted(entry.getValue())))
        .toList();
  }
}
