package io.clipstreams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.config.ClipConfig;
import io.clipstreams.topology.JudgingSettings;
import io.clipstreams.topology.state.Fingerprint;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfiguredJudgingTest {
  private static final ModelCalibration CALIBRATION =
      ModelCalibration.ofThreshold(OptionalDouble.of(0.2));

  private static JudgingSettings settings(
      ModelCalibration calibration, Map<String, String> settings) {
    return new ConfiguredJudging(ClipConfig.of(settings).judging(), calibration).settings();
  }

  /** Else pairs that were judged under one would not be judged again under the other. */
  @Test
  void policyThresholdsAndCalibrationTellOneConfigurationFromAnother() {
    ModelCalibration sameThreshold =
        new ModelCalibration(CALIBRATION.calibration(), Optional.empty(), "another hash");
    Set<Fingerprint> told = new HashSet<>();
    assertThat(told.add(settings(CALIBRATION, Map.of()).configured())).isTrue();
    assertThat(told.add(settings(sameThreshold, Map.of()).configured())).isTrue();
    assertThat(
            told.add(settings(CALIBRATION, Map.of("clip.mismatch.threshold", "0.3")).configured()))
        .isTrue();
    Map<String, String> contrast = Map.of("clip.mismatch.policy", "contrast");
    assertThat(told.add(settings(CALIBRATION, contrast).configured())).isTrue();
    Map<String, String> laxer =
        Map.of("clip.mismatch.policy", "contrast", "clip.mismatch.contrast.min", "0.5");
    assertThat(told.add(settings(CALIBRATION, laxer).configured())).isTrue();
    assertThat(told.add(settings(CALIBRATION, Map.of()).configured())).as("the same").isFalse();
  }
}
