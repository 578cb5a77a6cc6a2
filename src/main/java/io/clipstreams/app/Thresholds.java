package io.clipstreams.app;

import io.clipstreams.config.JudgingConfig;
import io.clipstreams.model.Calibration;
import io.clipstreams.scoring.ContrastPolicy;
import io.clipstreams.scoring.SimilarityPolicy;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Which threshold each policy has, by configuration and calibration.
 *
 * @param config the configuration
 * @param calibration what was measured with the model, if anything was
 */
public record Thresholds(JudgingConfig config, Optional<Calibration> calibration) {
  /** The cosine below which a pair is a mismatch, if anybody says. */
  public OptionalDouble similarity() {
    return config.threshold().isPresent()
        ? config.threshold()
        : calibration
            .map(Calibration::mismatchThreshold)
            .map(OptionalDouble::of)
            .orElse(OptionalDouble.empty());
  }

  /** The contrast below which a pair is a mismatch, 0 to 1. */
  public double contrast() {
    return calibrated(ContrastPolicy.NAME).orElse(config.contrastMin());
  }

  /** Whether the calibration says so, and not the configuration. */
  public boolean contrastIsCalibrated() {
    return calibrated(ContrastPolicy.NAME).isPresent();
  }

  /** The threshold of any policy, if anybody says. */
  public OptionalDouble of(String policy) {
    return switch (policy) {
      case SimilarityPolicy.NAME -> similarity();
      case ContrastPolicy.NAME -> OptionalDouble.of(contrast());
      default -> calibrated(policy);
    };
  }

  /** Where {@link #of} has it from, in words. */
  public String source(String policy) {
    if (policy.equals(SimilarityPolicy.NAME) && config.threshold().isPresent()) {
      return JudgingConfig.THRESHOLD_CONFIG;
    } else if (policy.equals(SimilarityPolicy.NAME)
        ? calibration.isPresent()
        : calibrated(policy).isPresent()) {
      return "calibration";
    }
    return policy.equals(ContrastPolicy.NAME)
        ? JudgingConfig.CONTRAST_MIN_CONFIG
        : "these pairs' own";
  }

  private OptionalDouble calibrated(String policy) {
    return calibration
        .map(found -> found.threshold(policy, config.falseAlarmRate()))
        .orElse(OptionalDouble.empty());
  }
}
