package io.clipstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchSearchTest {
  @TempDir private Path directory;

  @Test
  void measuresAnIndexThatIsLargeEnoughForItsGraph() throws IOException {
    Path json = directory.resolve("search.json");
    CommandLineRun run =
        CommandLineRun.of(
            "bench",
            "search",
            "--vectors",
            "3000",
            "--dimensions",
            "64",
            "--json",
            json.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("recall@10", "indexing");
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(report.at("/checks/0/value").doubleValue()).isGreaterThan(0.95);
    assertThat(CommandLineRun.of("bench", "search", "--vectors", "3").code()).isEqualTo(2);
  }
}
