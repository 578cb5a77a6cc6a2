package io.clipstreams.app;

import io.clipstreams.config.DetectionConfig;
import io.clipstreams.inference.DetectionSettings;
import io.clipstreams.model.Calibration;
import java.util.OptionalInt;

/** How images are searched, out of the configuration and what was measured with the model. */
public final class ConfiguredDetection {
  /** About where random pairs of OpenAI's models end. */
  private static final double WINDOW_UNMEASURED = 0.25;

  private static final double BOX_UNMEASURED = 0.2;

  /** The best of many windows is better than one random pair: hence so far above these. */
  private static final double WINDOW_DEVIATIONS = 3;

  /** A box is looked at as it is, and is not the best of many. */
  private static final double BOX_DEVIATIONS = 2;

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
        config
            .minSimilarity()
            .orElse(aboveRandomPairs(calibration, WINDOW_DEVIATIONS, WINDOW_UNMEASURED)),
        config
            .boxMinSimilarity()
            .orElse(aboveRandomPairs(calibration, BOX_DEVIATIONS, BOX_UNMEASURED)),
        config.mergeIou(),
        config.maxWindows());
  }

  private static double aboveRandomPairs(
      ModelCalibration calibration, double deviations, double unmeasured) {
    return calibration
        .calibration()
        .flatMap(Calibration::random)
        .map(random -> Math.min(1, random.mean() + deviations * random.std()))
        .orElse(unmeasured);
  }
}
