package io.clipstreams.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationTest {
  @TempDir private Path dir;

  private Calibration read(String json) throws IOException {
    return Calibration.read(Files.writeString(dir.resolve("calibration.json"), json), "r1");
  }

  @Test
  void readsAllItNeeds() throws IOException {
    Calibration calibration =
        read(
            """
            {"mismatch_threshold": 0.2, "false_alarm_rate": 0.05, "roc_auc": 0.9,
             "matched": {"mean": 0.3, "std": 0.04}, "random": {"mean": 0.1, "std": 0.03},
             "model_revision": "r1", "something": ["else"],
             "policies": {"contrast": {"threshold": 0.7, "more": 1}, "zscore": {"threshold": -1}}}
            """);
    assertThat(calibration.mismatchThreshold()).isEqualTo(0.2);
    assertThat(calibration.falseAlarmRate()).hasValue(0.05);
    assertThat(calibration.rocAuc()).hasValue(0.9);
    assertThat(calibration.matched()).contains(new Calibration.Spread(0.3, 0.04));
    assertThat(calibration.random()).contains(new Calibration.Spread(0.1, 0.03));
    assertThat(calibration.modelRevision()).contains("r1");
    assertThat(calibration.policies()).containsEntry("contrast", 0.7).containsEntry("zscore", -1.0);
  }

  @Test
  void theThresholdIsEnough() throws IOException {
    Calibration calibration = read("{\"mismatch_threshold\": -0.1}");
    assertThat(calibration.mismatchThreshold()).isEqualTo(-0.1);
    assertThat(calibration.matched()).isEmpty();
    assertThat(calibration.policies()).isEmpty();
  }

  @Test
  void theBundledModelHasOne() {
    Calibration calibration =
        Calibration.read(TestModel.CLIP_MINI.resolve("calibration.json"), "any");
    assertThat(calibration.mismatchThreshold()).isEqualTo(0.1054);
    assertThat(calibration.matched()).contains(new Calibration.Spread(0.3735, 0.1703));
  }

  @Test
  void refusesWhatMakesNoSense() {
    for (String[] wrong :
        new String[][] {
          {"{}", "mismatch_threshold is missing"},
          {"{\"mismatch_threshold\": 28}", "mismatch_threshold is 28, not between -1.0 and 1.0"},
          {"{\"mismatch_threshold\": \"0.2\"}", "mismatch_threshold is \"0.2\", not a number"},
          {"{\"mismatch_threshold\": 0, \"roc_auc\": 1.5}", "roc_auc is 1.5"},
          {"{\"mismatch_threshold\": 0, \"matched\": {\"mean\": 1}}", "matched is"},
          {
            "{\"mismatch_threshold\": 0, \"random\": {\"mean\": 0, \"std\": -1}}",
            "random.std is -1"
          },
          {"{\"mismatch_threshold\": 0, \"policies\": {\"p\": 1}}", "policies.p is 1"},
          {"{\"mismatch_threshold\": 0, \"model_revision\": \"r2\"}", "revision r2, this is r1"},
          {"not json", "no JSON"}
        }) {
      assertThatThrownBy(() -> read(wrong[0]))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("calibration.json")
          .hasMessageContaining(wrong[1]);
    }
  }
}
