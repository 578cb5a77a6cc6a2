package io.clipstreams.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

class SamplesTest {
  private static final Path DIRECTORY = Path.of("src", "main", "resources", "samples");

  @Test
  void allTenAreWholePicturesWithTwoDifferentCaptions() throws IOException {
    List<Sample> samples = Samples.load();

    assertThat(samples).hasSize(10).extracting(Sample::id).doesNotHaveDuplicates();
    for (Sample sample : samples) {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(sample.content()));
      assertThat(image).as(sample.id()).isNotNull();
      assertThat(image.getWidth()).as(sample.id()).isGreaterThan(100);
      assertThat(sample.caption()).isNotBlank().isNotEqualTo(sample.wrongCaption());
      assertThat(sample.wrongCaption()).isNotBlank();
      assertThat(sample.label()).isNotBlank();
    }
  }

  @Test
  void everyPictureInTheDirectoryIsListedAsPublicDomain() throws IOException {
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    List<CSVRecord> rows;
    try (CSVParser parser =
        format.parse(Files.newBufferedReader(DIRECTORY.resolve("samples.csv")))) {
      rows = parser.getRecords();
    }

    assertThat(rows).allSatisfy(row -> assertThat(row.get("licence")).isEqualTo("public domain"));
    assertThat(rows)
        .extracting(row -> row.get("file"))
        .containsExactlyInAnyOrderElementsOf(pictures());
  }

  private static List<String> pictures() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals("samples.csv") && !name.equals("README.md"))
          .toList();
    }
  }
}
