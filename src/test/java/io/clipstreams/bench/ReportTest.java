package io.clipstreams.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final Check MET = Check.atLeast("C / bound", 0.97, 0.95);
  private static final Check MISSED = Check.atMost("p99 / bound", 2, 1.5);

  @Test
  void aCheckSaysWhatIsWantedAndWhetherItIsMissed() {
    assertThat(MET.line()).isEqualTo("C / bound = 0.970 (>= 0.95)");
    assertThat(MISSED.line()).isEqualTo("p99 / bound = 2.000 (<= 1.50)  MISSED");
    assertThat(Check.atLeast("nothing", Double.NaN, 0).met()).isFalse();
  }

  @Test
  void theJsonHoldsSettingsFiguresAndChecks() {
    Report report =
        new Report(
            Map.of("cores", "2"),
            List.of(Figure.ofRuns("T", "captions", List.of(3.0, 1.0, 2.0), "1/s", "first to last")),
            List.of(MET, MISSED));
    JsonNode json = report.json();
    assertThat(json.at("/settings/cores").textValue()).isEqualTo("2");
    assertThat(json.at("/figures/0/letter").textValue()).isEqualTo("T");
    assertThat(json.at("/figures/0/value").doubleValue()).isEqualTo(2);
    assertThat(json.at("/figures/0/runs")).hasSize(3);
    assertThat(json.at("/checks/0/met").booleanValue()).isTrue();
    assertThat(json.at("/checks/1/atMost").doubleValue()).isEqualTo(1.5);
    assertThat(report.allMet()).isFalse();
  }
}
