package io.clipstreams.evaluation;

import io.clipstreams.client.CsvTable;
import io.clipstreams.scoring.ScoredLabel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A CSV file ({@link CsvTable}) of what images show: {@code file}, relative to the table's own
 * directory, and what it shows under {@code "label"}.
 *
 * @param labels the right label of each file, in order
 * @param refused rows that name none, with file and line
 */
public record ExpectedLabels(Map<Path, String> labels, List<String> refused) {
  public ExpectedLabels {
    // In the table's order.
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    refused = List.copyOf(refused);
  }

  private static final String FILE = "file";
  private static final String LABEL = "label";

  /**
   * Reads a table.
   *
   * @throws CsvTable.CsvException if it is none
   */
  public static ExpectedLabels read(Path path) {
    Map<Path, String> labels = new LinkedHashMap<>();
    List<String> refused = new ArrayList<>();
    new CsvTable(path, List.of(FILE, LABEL), List.of())
        .forEach(
            row -> {
              String file = row.cell(FILE).orElse("").strip();
              String label = row.cell(LABEL).orElse("").strip();
              if (file.isEmpty() || label.isEmpty()) {
                refused.add(row.refusal(file.isEmpty() ? "no file" : "no label"));
              } else {
                labels.put(path.resolveSibling(file), label);
              }
            },
            refused::add);
    return new ExpectedLabels(labels, refused);
  }

  /** The files, in order. */
  public List<Path> files() {
    return List.copyOf(labels.keySet());
  }

  /** A reason for each label that no image can get, with the remedy. */
  public List<String> notAmong(List<String> known) {
    return labels.values().stream()
        .distinct()
        .filter(label -> !known.contains(label))
        .map(label -> "expected label '" + label + "' is not among the labels: add it to --labels")
        .toList();
  }

  /** Counts what the files that the table names were taken for. */
  public Classification count(Map<Path, List<ScoredLabel>> results) {
    Map<Path, String> byPlace = new LinkedHashMap<>();
    labels.forEach((file, label) -> byPlace.put(place(file), label));
    List<Classification.Result> counted = new ArrayList<>();
    results.forEach(
        (file, best) -> {
          String label = byPlace.get(place(file));
          if (label != null) {
            counted.add(
                new Classification.Result(label, best.stream().map(ScoredLabel::label).toList()));
          }
        });
    return new Classification(counted);
  }

  private static Path place(Path file) {
    return file.toAbsolutePath().normalize();
  }
}
