package io.clipstreams.client;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A CSV file of captions ({@link CsvTable}) with the columns {@code file} (the image's id), {@code
 * caption}, and {@code caption_id} if there is one; others are ignored. Without a caption id the
 * n-th caption of a file gets {@code FILE#n}, so that the same table gives the same ids.
 */
public final class CaptionCsv {
  static final String FILE = "file";
  static final String CAPTION = "caption";
  static final String CAPTION_ID = "caption_id";

  private final CsvTable table;

  /**
   * @param path where the file lies
   */
  public CaptionCsv(Path path) {
    this.table = new CsvTable(path, List.of(FILE, CAPTION), List.of(CAPTION_ID));
  }

  /** A row after the first. */
  public sealed interface Row {}

  /**
   * A caption.
   *
   * @param captionId its key
   * @param imageId the key of the image it speaks of
   * @param text not blank
   */
  public record Caption(String captionId, String imageId, String text) implements Row {}

  /**
   * A row that is no caption.
   *
   * @param reason names file and line, and what is wrong
   */
  public record Refused(String reason) implements Row {}

  /**
   * Reads all rows in order.
   *
   * @throws CsvTable.CsvException if the file cannot be read, has no such columns, or is no CSV
   *     from some line on; the message names file and line
   */
  public void forEach(Consumer<Row> action) {
    Map<String, Integer> captionsOf = new HashMap<>();
    table.forEach(
        row -> action.accept(caption(row, captionsOf)),
        reason -> action.accept(new Refused(reason)));
  }

  /**
   * How many rows there are after the first.
   *
   * @throws CsvTable.CsvException as {@link #forEach}
   */
  public long count() {
    long[] rows = {0};
    forEach(row -> rows[0]++);
    return rows[0];
  }

  private static Row caption(CsvTable.Row row, Map<String, Integer> captionsOf) {
    String file = row.cell(FILE).orElse("").strip();
    String text = row.cell(CAPTION).orElse("");
    if (file.isEmpty()) {
      return new Refused(row.refusal("no file"));
    }
    if (text.isBlank()) {
      return new Refused(row.refusal("no caption"));
    }
    int number = captionsOf.merge(file, 1, Integer::sum);
    String captionId =
        row.cell(CAPTION_ID)
            .map(String::strip)
            .filter(id -> !id.isEmpty())
            .orElse(file + "#" + number);
    return new Caption(captionId, file, text);
  }
}
