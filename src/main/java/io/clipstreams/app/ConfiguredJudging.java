package io.clipstreams.app;

import io.clipstreams.config.JudgingConfig;
import io.clipstreams.model.Calibration;
import io.clipstreams.scoring.ContrastPolicy;
import io.clipstreams.scoring.SimilarityPolicy;
import io.clipstreams.topology.JudgingSettings;
import io.clipstreams.topology.state.Fingerprint;
import java.util.Optional;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the stream judges, by configuration and calibration. */
final class ConfiguredJudging {
  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredJudging.class);

  private final JudgingConfig config;
  private final ModelCalibration calibration;
  private final Thresholds thresholds;

  ConfiguredJudging(JudgingConfig config, ModelCalibration calibration) {
    this.config = config;
    this.calibration = calibration;
    this.thresholds = new Thresholds(config, calibration.calibration());
  }

  /** The settings; says in the log what is missing. */
  JudgingSettings settings() {
    return policy().expecting(expected());
  }

  /** Within a spread of the calibration's right pairs; a stream of wrong ones leaves it. */
  private Optional<JudgingSettings.Band> expected() {
    return calibration
        .calibration()
        .flatMap(Calibration::matched)
        .map(
            matched ->
                new JudgingSettings.Band(
                    matched.mean() - matched.std(), matched.mean() + matched.std()));
  }

  private JudgingSettings policy() {
    OptionalDouble cosine = thresholds.similarity();
    SimilarityPolicy similarity = new SimilarityPolicy(cosine, config.margin());
    if (!config.policy().equals(ContrastPolicy.NAME)) {
      if (cosine.isEmpty()) {
        LOG.warn(
            "The model has no calibration and clip.mismatch.threshold is not set: pairs stay"
                + " UNDECIDED, and no mismatch alert is raised");
      }
      return JudgingSettings.alone(similarity, fingerprint(cosine, OptionalDouble.empty()));
    }
    if (!thresholds.contrastIsCalibrated()) {
      LOG.warn(
          "No calibration has a threshold for policy contrast: clip.mismatch.contrast.min={} is"
              + " used, and no rate of false alarms is promised. 'clip-streams calibrate' makes one",
          config.contrastMin());
    }
    double contrast = thresholds.contrast();
    return new JudgingSettings(
        new ContrastPolicy(contrast, config.margin(), similarity, leastThatCount()),
        Optional.of(
            new JudgingSettings.Recent(
                config.contrastSize(),
                config.contrastWarmUp(),
                config.seed(),
                calibration.references())),
        fingerprint(cosine, OptionalDouble.of(contrast)),
        Optional.empty());
  }

  /** Of the pairs of a warm-up the judged pair itself and its near-duplicates do not count. */
  private int leastThatCount() {
    return Math.max(2, config.contrastWarmUp() / 2);
  }

  private Fingerprint fingerprint(OptionalDouble cosine, OptionalDouble contrast) {
    return Fingerprint.of(
        out ->
            out.writeString(config.policy())
                .writeString(cosine.toString())
                .writeString(contrast.toString())
                .writeString(calibration.hash()));
  }
}
