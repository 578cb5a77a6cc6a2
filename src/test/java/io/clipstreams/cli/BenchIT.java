package io.clipstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchIT {
  @TempDir private Path directory;

  @Test
  void theFullBenchmarkMeasuresEveryPartOnce() throws IOException {
    Path file = directory.resolve("bench.json");
    CommandLineRun run =
        CommandLineRun.of(
            "bench",
            "--model",
            Path.of("src/test/resources/models/tiny-clip").toString(),
            "--quick",
            "--captions",
            "0",
            "--partitions",
            "1",
            "--picture-sizes",
            "small",
            "--json",
            file.toString());
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertThat(letters(json)).containsExactly("A", "B", "C", "D", "L", "M", "N", "P", "T");
    assertThat(run.out().lines()).anyMatch(line -> line.startsWith("C  images small"));
    assertThat(run.out()).contains("images small C / (1/(1/A+1/D+1/T)) = ", "(>= 0.95)");
    assertThat(json.get("figures")).allMatch(figure -> figure.get("value").doubleValue() >= 0);
    for (String subject : List.of("images small", "images small to alert")) {
      assertThat(json.get("figures"))
          .anyMatch(figure -> figure.get("subject").textValue().equals(subject + " p99"));
    }
  }

  private static Set<String> letters(JsonNode json) {
    Set<String> letters = new TreeSet<>();
    StreamSupport.stream(json.get("figures").spliterator(), false)
        .map(figure -> figure.get("letter").textValue())
        .forEach(letters::add);
    return letters;
  }
}
