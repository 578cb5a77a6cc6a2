package io.clipstreams.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
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
 * A CSV file in UTF-8 (RFC 4180; a byte order mark is skipped) whose first row names the columns,
 * in any case and order; columns that nobody asks for are ignored.
 */
public final class CsvTable {
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private final Path path;
  private final List<String> needed;
  private final List<String> optional;

  /**
   * @param path where the file lies
   * @param needed names of columns, in lower case, that must be there
   * @param optional names of columns that may be there
   */
  public CsvTable(Path path, List<String> needed, List<String> optional) {
    this.path = Objects.requireNonNull(path, "path");
    this.needed = List.copyOf(needed);
    this.optional = List.copyOf(optional);
  }

  /** A row after the first that is not blank. */
  public static final class Row {
    private final Path path;
    private final long line;
    private final CSVRecord cells;
    private final Map<String, Integer> columns;

    private Row(Path path, long line, CSVRecord cells, Map<String, Integer> columns) {
      this.path = path;
      this.line = line;
      this.cells = cells;
      this.columns = columns;
    }

    /** The cell, unless the table lacks the column or the row ends before it. */
    public Optional<String> cell(String column) {
      return Optional.ofNullable(columns.get(column))
          .filter(index -> index < cells.size())
          .map(cells::get);
    }

    /** What is wrong with the row, with file and line. */
    public String refusal(String what) {
      return "%s:%d: %s".formatted(path, line, what);
    }

    private int size() {
      return cells.size();
    }
  }

  /** A row that ends before its last needed column; gives the reason, with file and line. */
  private Optional<String> tooShort(Row row) {
    int least = needed.stream().mapToInt(row.columns::get).max().orElse(-1) + 1;
    return row.size() < least
        ? Optional.of(
            row.refusal("has %d columns where %d are needed".formatted(row.size(), least)))
        : Optional.empty();
  }

  /**
   * Reads all rows in order.
   *
   * @param action takes rows that have all needed columns
   * @param refused takes the reason for others, with file and line
   * @throws CsvException if the file cannot be read, has no such columns, or is no CSV from some
   *     line on; the message names file and line
   */
  public void forEach(Consumer<Row> action, Consumer<String> refused) {
    try (BufferedReader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8);
        CSVParser parser = CSVFormat.RFC4180.parse(withoutMark(reader))) {
      read(parser, row -> tooShort(row).ifPresentOrElse(refused, () -> action.accept(row)));
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
    return cause instanceof NoSuchFileException
        ? new CsvException(path + ": does not exist", cause)
        : new CsvException(path + ": cannot be read: " + cause, cause);
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
    Map<String, Integer> columns = columns(records.next());
    long line = parser.getCurrentLineNumber() + 1;
    while (hasNext(records, line)) {
      CSVRecord record = records.next();
      if (!isBlank(record)) {
        action.accept(new Row(path, line, record, columns));
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

  private Map<String, Integer> columns(CSVRecord header) {
    Map<String, Integer> byName = new HashMap<>();
    for (int i = 0; i < header.size(); i++) {
      byName.putIfAbsent(header.get(i).strip().toLowerCase(Locale.ROOT), i);
    }
    for (String name : needed) {
      if (!byName.containsKey(name)) {
        throw new CsvException(
            "%s:1: there is no column '%s'; the first row must name the columns %s%s"
                .formatted(
                    path,
                    name,
                    String.join(",", needed),
                    optional.isEmpty() ? "" : "[," + String.join(",", optional) + "]"),
            null);
      }
    }
    return byName;
  }

  /** The file is no such table. */
  public static final class CsvException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CsvException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
