package io.clipstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class BenchSearchTest {
  /** Few enough that all are compared with the query: then nothing may be missed. */
  @Test
  void measuresASmallIndex() throws IOException {
    CommandLineRun run =
        CommandLineRun.of(
            "bench",
            "search",
            "--vectors",
            "1500",
            "--dimensions",
            "32",
            "--queries",
            "20",
            "--json");

    assertThat(run.code()).as(run.err()).isZero();
    JsonNode report = new ObjectMapper().readTree(run.out());
    assertThat(report.path("figures"))
        .extracting(figure -> figure.path("subject").asText())
        .contains("indexed and committed", "search p50", "search p99", "recall@10");
    assertThat(report.path("figures"))
        .filteredOn(figure -> figure.path("subject").asText().equals("recall@10"))
        .singleElement()
        .satisfies(figure -> assertThat(figure.path("value").asDouble()).isGreaterThan(0.999));
    assertThat(CommandLineRun.of("bench", "search", "--vectors", "1").code()).isEqualTo(2);
  }
}
