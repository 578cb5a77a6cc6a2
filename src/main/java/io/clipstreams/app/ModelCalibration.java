package io.clipstreams.app;

import io.clipstreams.config.JudgingConfig;
import io.clipstreams.model.Calibration;
import io.clipstreams.model.ModelException;
import io.clipstreams.model.ReferenceSetFile;
import io.clipstreams.scoring.ReferenceSet;
import io.clipstreams.topology.state.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What was measured with a model, to judge pairs by.
 *
 * @param calibration thresholds, if there are some
 * @param references right pairs, if there are some
 * @param hash tells one calibration from another
 */
public record ModelCalibration(
    Optional<Calibration> calibration, Optional<ReferenceSet> references, String hash) {
  /** Nothing was measured. */
  public static final ModelCalibration NONE =
      new ModelCalibration(Optional.empty(), Optional.empty(), "");

  public ModelCalibration {
    Objects.requireNonNull(calibration, "calibration");
    Objects.requireNonNull(references, "references");
    Objects.requireNonNull(hash, "hash");
  }

  /** A threshold of the cosine, and no more. */
  public static ModelCalibration ofThreshold(OptionalDouble threshold) {
    return threshold.isEmpty()
        ? NONE
        : new ModelCalibration(
            Optional.of(
                new Calibration(
                    threshold.getAsDouble(),
                    OptionalDouble.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    OptionalDouble.empty(),
                    Optional.empty(),
                    new TreeMap<>(),
                    new TreeMap<>())),
            Optional.empty(),
            threshold.toString());
  }

  /**
   * The configured calibration, or else the model's own.
   *
   * @param config says which
   * @param modelDirectory where the model lies
   * @param revision the model's revision
   * @throws ModelException if it is missing although configured, damaged, or of another revision
   */
  public static ModelCalibration read(JudgingConfig config, Path modelDirectory, String revision) {
    Path file = config.calibration().orElse(modelDirectory.resolve("calibration.json"));
    if (config.calibration().isEmpty() && !Files.isRegularFile(file)) {
      return NONE;
    }
    ReferenceSetFile references = ReferenceSetFile.of(file);
    return new ModelCalibration(
        Optional.of(Calibration.read(file, revision)),
        references.read(revision),
        hash(file) + hash(references.path()));
  }

  private static String hash(Path file) {
    try {
      return Files.exists(file)
          ? Fingerprint.of(Fingerprint.sha256(Files.readAllBytes(file))).toHex()
          : "";
    } catch (IOException e) {
      throw new ModelException(file + " cannot be read: " + e, e);
    }
  }
}
