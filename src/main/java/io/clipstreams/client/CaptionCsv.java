package io.clipstreams.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A CSV file of captions in UTF-8 (RFC 4180; a byte order mark is skipped). The first row names the
 * columns: {@code file} (the image's id), {@code caption}, and {@code caption_id} if there is one;
 * others are ignored. Without a caption id the n-th caption of a file gets {@code FILE#n}, so that
 * the same table gives the same ids.
 */
public final class CaptionCsv {
  static final String FILE = "file";
  static final String CAPTION = "caption";
  static final String CAPTION_ID = "caption_id";
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private final Path path;

  /**
   * @param path where the file lies
   */
  public CaptionCsv(Path path) {
    this.path = Objects.requireNonNull(path, "path");
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
   * @throws CsvException if the file cannot be read, has no such columns, or is no CSV from some
   *     line on; the message names file and line
   */
  public void forEach(Consumer<Row> action) {
    try (BufferedReader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8);
        CSVParser parser = CSVFormat.RFC4180.parse(withoutMark(reader))) {
      read(parser, action);
    } catch (UncheckedIOException e) {
      throw unreadable(e.getCause());
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private CsvException unreadable(IOException cause) {
    if (cause instanceof CharacterCodingException) {
      return new CsvException("%s:%d: is not UTF-8".formatted(path, firstLineNotUtf8()), cause);
    }
    return new CsvException(path + ": cannot be read: " + cause, cause);
  }

  /** The reader decodes ahead in blocks, so that it cannot tell. */
  private long firstLineNotUtf8() {
    // In this encoding every byte is a character.
    try (BufferedReader reader = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1)) {
      long number = 1;
      String line = reader.readLine();
      while (line != null && isUtf8(line.getBytes(StandardCharsets.ISO_8859_1))) {
        number++;
        line = reader.readLine();
      }
      return number;
    } catch (IOException e) {
      throw new CsvException(path + ": cannot be read: " + e, e);
    }
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /**
   * How many rows there are after the first.
   *
   * @throws CsvException as {@link #forEach}
   */
  public long count() {
    long[] rows = {0};
    forEach(row -> rows[0]++);
    return rows[0];
  }

  private static Reader withoutMark(BufferedReader reader) throws IOException {
    reader.mark(1);
    if (reader.read() != BYTE_ORDER_MARK) {
      reader.reset();
    }
    return reader;
  }

  private void read(CSVParser parser, Consumer<Row> action) {
    Iterator<CSVRecord> records = parser.iterator();
    if (!hasNext(records, 1)) {
      throw new CsvException(path + ": is empty; its first row must name the columns", null);
    }
    Columns columns = columns(records.next());
    Map<String, Integer> captionsOf = new HashMap<>();
    long line = parser.getCurrentLineNumber() + 1;
    while (hasNext(records, line)) {
      CSVRecord record = records.next();
      if (!isBlank(record)) {
        action.accept(row(record, line, columns, captionsOf));
      }
      line = parser.getCurrentLineNumber() + 1;
    }
  }

  /** Looking ahead reads, and so fails where the table is broken. */
  private boolean hasNext(Iterator<CSVRecord> records, long line) {
    try {
      return records.hasNext();
    } catch (UncheckedIOException | IllegalStateException e) {
      if (e.getCause() instanceof CSVException broken) {
        throw new CsvException("%s:%d: %s".formatted(path, line, broken.getMessage()), e);
      }
      throw e;
    }
  }

  private static boolean isBlank(CSVRecord record) {
    return record.size() == 1 && record.get(0).isBlank();
  }

  private record Columns(int file, int caption, Optional<Integer> captionId) {
    int needed() {
      return Math.max(file, caption) + 1;
    }
  }

  private Columns columns(CSVRecord header) {
    Map<String, Integer> byName = new HashMap<>();
    for (int i = 0; i < header.size(); i++) {
      byName.putIfAbsent(header.get(i).strip().toLowerCase(Locale.ROOT), i);
    }
    for (String needed : new String[] {FILE, CAPTION}) {
      if (!byName.containsKey(needed)) {
        throw new CsvException(
            "%s:1: there is no column '%s'; the first row must name the columns file,caption"
                    .formatted(path, needed)
                + "[,caption_id]",
            null);
      }
    }
    return new Columns(
        byName.get(FILE), byName.get(CAPTION), Optional.ofNullable(byName.get(CAPTION_ID)));
  }

  private Row row(CSVRecord record, long line, Columns columns, Map<String, Integer> captionsOf) {
    if (record.size() < columns.needed()) {
      return refused(
          line, "has %d columns where %d are needed".formatted(record.size(), columns.needed()));
    }
    String file = record.get(columns.file()).strip();
    String text = record.get(columns.caption());
    if (file.isEmpty()) {
      return refused(line, "no file");
    }
    if (text.isBlank()) {
      return refused(line, "no caption");
    }
    int number = captionsOf.merge(file, 1, Integer::sum);
    String captionId =
        columns
            .captionId()
            .filter(column -> column < record.size())
            .map(column -> record.get(column).strip())
            .filter(id -> !id.isEmpty())
            .orElse(file + "#" + number);
    return new Caption(captionId, file, text);
  }

  private Refused refused(long line, String what) {
    return new Refused("%s:%d: %s".formatted(path, line, what));
  }

  /** The file is no table of captions. */
  public static final class CsvException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CsvException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
