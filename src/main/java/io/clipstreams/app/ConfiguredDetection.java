package io.clipstreams.app;

import io.clipstreams.config.DetectionConfig;
import io.clipstreams.inference.DetectionSettings;
import io.clipstreams.model.Calibration;
import java.util.OptionalInt;

/** How images are searched, out of the configuration and what was measured with the model. */
public final class ConfiguredDetection {
  /** About where random pairs of OpenAI's models end. */
  private static final double MIN_SIMILARITY_UNMEASURED = 0.25;

  private static final double DEVIATIONS = 3;

  private ConfiguredDetection() {}

  /** The settings for a model with this calibration. */
  public static DetectionSettings settings(DetectionConfig config, ModelCalibration calibration) {
    return new DetectionSettings(
        OptionalInt.empty(),
        config.patches(),
        config.window(),
        config.stride(),
        config.cuts(),
        config.threshold(),
        config.minSimilarity().orElse(aboveRandomPairs(calibration)),
        config.mergeIou(),
        config.maxWindows());
  }

  /** The best of many windows is better than one random pair: hence so far above these. */
  private static double aboveRandomPairs(ModelCalibration calibration) {
    return calibration
        .calibration()
        .flatMap(Calibration::random)
        .map(random -> Math.min(1, random.mean() + DEVIATIONS * random.std()))
        .orElse(MIN_SIMILARITY_UNMEASURED);
  }
}
