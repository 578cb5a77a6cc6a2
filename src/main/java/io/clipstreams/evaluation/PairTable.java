package io.clipstreams.evaluation;

import io.clipstreams.client.CsvTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A CSV file of pairs ({@link CsvTable}): {@code file}, relative to the table's own directory, the
 * {@code caption} that fits it and, if there is one, a {@code wrong_caption} that does not.
 *
 * @param rows the pairs, in order
 * @param refused rows that are no pairs, with file and line
 */
public record PairTable(List<Row> rows, List<String> refused) {
  private static final String FILE = "file";
  private static final String CAPTION = "caption";
  private static final String WRONG_CAPTION = "wrong_caption";

  public PairTable {
    rows = List.copyOf(rows);
    refused = List.copyOf(refused);
  }

  /**
   * A pair.
   *
   * @param file the image's file
   * @param caption fits it; not blank
   * @param wrongCaption does not fit it, if the table names one
   */
  public record Row(Path file, String caption, Optional<String> wrongCaption) {}

  /**
   * Reads a table.
   *
   * @throws CsvTable.CsvException if it is none
   */
  public static PairTable read(Path path) {
    List<Row> rows = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    new CsvTable(path, List.of(FILE, CAPTION), List.of(WRONG_CAPTION))
        .forEach(row -> read(row, path, rows, refused), refused::add);
    return new PairTable(rows, refused);
  }

  private static void read(CsvTable.Row row, Path table, List<Row> rows, List<String> refused) {
    String file = row.cell(FILE).orElse("").strip();
    String caption = row.cell(CAPTION).orElse("");
    if (file.isEmpty()) {
      refused.add(row.refusal("no file"));
    } else if (caption.isBlank()) {
      refused.add(row.refusal("no caption"));
    } else {
      rows.add(
          new Row(
              table.resolveSibling(file),
              caption,
              row.cell(WRONG_CAPTION).filter(wrong -> !wrong.isBlank())));
    }
  }
}
