package io.clipstreams.local;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/** The pictures that come with the program, all in the public domain: see their README. */
public final class Samples {
  private static final String DIRECTORY = "/samples/";
  private static final String LIST = "samples.csv";
  private static final String SUFFIX = ".jpg";
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

  private Samples() {}

  /** All samples in the order of their list. */
  public static List<Sample> load() {
    List<Sample> samples = new ArrayList<>();
    try (Reader list = new InputStreamReader(open(LIST), StandardCharsets.UTF_8)) {
      for (CSVRecord row : FORMAT.parse(list)) {
        samples.add(sample(row));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the bundled samples cannot be read", e);
    }
    return List.copyOf(samples);
  }

  private static Sample sample(CSVRecord row) throws IOException {
    String file = row.get("file");
    try (InputStream content = open(file)) {
      return new Sample(
          file.substring(0, file.length() - SUFFIX.length()),
          content.readAllBytes(),
          "image/jpeg",
          row.get("caption"),
          row.get("wrong_caption"),
          row.get("label"));
    }
  }

  private static InputStream open(String file) throws IOException {
    InputStream found = Samples.class.getResourceAsStream(DIRECTORY + file);
    if (found == null) {
      throw new FileNotFoundException(DIRECTORY + file + " is not on the class path");
    }
    return found;
  }
}
