package io.clipstreams.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptionCsvTest {
  @TempDir private Path directory;

  private CaptionCsv csv(String content) throws IOException {
    return new CaptionCsv(Files.writeString(directory.resolve("c.csv"), content));
  }

  private static List<CaptionCsv.Row> rows(CaptionCsv csv) {
    List<CaptionCsv.Row> rows = new ArrayList<>();
    csv.forEach(rows::add);
    assertThat(csv.count()).isEqualTo(rows.size());
    return rows;
  }

  private String path() {
    return directory.resolve("c.csv").toString();
  }

  @Test
  void columnsAreFoundByNameAndOthersIgnored() throws IOException {
    assertThat(
            rows(csv("label,Caption, FILE ,caption_id\nhammer,a hammer,h.jpg,c1\nx,two,h.jpg,\n")))
        .containsExactly(
            new CaptionCsv.Caption("c1", "h.jpg", "a hammer"),
            new CaptionCsv.Caption("h.jpg#2", "h.jpg", "two"));
  }

  @Test
  void withoutIdsCaptionsAreCountedByFile() throws IOException {
    assertThat(rows(csv("file,caption\na.jpg,one\nb.jpg,two\na.jpg,three\n")))
        .extracting(row -> ((CaptionCsv.Caption) row).captionId())
        .containsExactly("a.jpg#1", "b.jpg#1", "a.jpg#2");
  }

  @Test
  void quotesCommasLineBreaksByteOrderMarkAndWindowsLineEnds() throws IOException {
    String content =
        String.join(
            "\r\n",
            "\uFEFFfile,caption",
            "\"a,b.jpg\",\"she said \"\"no\"\", twice\"",
            "c.jpg,\"two\nlines\"",
            "",
            "d.jpg, spaces kept ",
            "");
    assertThat(rows(csv(content)))
        .containsExactly(
            new CaptionCsv.Caption("a,b.jpg#1", "a,b.jpg", "she said \"no\", twice"),
            new CaptionCsv.Caption("c.jpg#1", "c.jpg", "two\nlines"),
            new CaptionCsv.Caption("d.jpg#1", "d.jpg", " spaces kept "));
  }

  @Test
  void aLastLineWithoutEndCounts() throws IOException {
    assertThat(rows(csv("file,caption\na.jpg,one"))).hasSize(1);
  }

  @Test
  void rowsThatAreNoCaptionsNameFileAndLine() throws IOException {
    String content = "file,caption\na.jpg,\"two\nlines\"\n,no file\nb.jpg,   \nc.jpg\nd.jpg,fine\n";
    assertThat(rows(csv(content)))
        .containsExactly(
            new CaptionCsv.Caption("a.jpg#1", "a.jpg", "two\nlines"),
            new CaptionCsv.Refused(path() + ":4: no file"),
            new CaptionCsv.Refused(path() + ":5: no caption"),
            new CaptionCsv.Refused(path() + ":6: has 1 columns where 2 are needed"),
            new CaptionCsv.Caption("d.jpg#1", "d.jpg", "fine"));
  }

  @Test
  void missingColumnsAreNamed() throws IOException {
    CaptionCsv csv = csv("image,caption\na,b\n");
    assertThatThrownBy(csv::count)
        .isInstanceOf(CsvTable.CsvException.class)
        .hasMessageContaining(path() + ":1: there is no column 'file'");
  }

  @Test
  void anEmptyFileIsSaidToBe() throws IOException {
    CaptionCsv csv = csv("");
    assertThatThrownBy(csv::count).hasMessageContaining("is empty");
  }

  @Test
  void brokenQuotesNameTheLine() throws IOException {
    CaptionCsv csv = csv("file,caption\na.jpg,one\nb.jpg,\"two\" and more\n");
    assertThatThrownBy(csv::count)
        .isInstanceOf(CsvTable.CsvException.class)
        .hasMessageContaining(path() + ":3: ");
  }

  @Test
  void anotherEncodingIsNamed() throws IOException {
    Path file = directory.resolve("c.csv");
    Files.write(file, "file,caption\na.jpg,caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    CaptionCsv csv = new CaptionCsv(file);
    assertThatThrownBy(csv::count)
        .isInstanceOf(CsvTable.CsvException.class)
        .hasMessage(path() + ":2: is not UTF-8");
  }

  @Test
  void aMissingFileIsNamed() {
    CaptionCsv csv = new CaptionCsv(directory.resolve("none.csv"));
    assertThatThrownBy(csv::count)
        .isInstanceOf(CsvTable.CsvException.class)
        .hasMessageContaining("none.csv");
  }
}
