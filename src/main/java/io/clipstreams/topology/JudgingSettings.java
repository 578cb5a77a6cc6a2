package io.clipstreams.topology;

import io.clipstreams.scoring.MismatchPolicy;
import io.clipstreams.scoring.ReferenceSet;
import io.clipstreams.topology.state.Fingerprint;
import java.util.Objects;
import java.util.Optional;

/**
 * How captions are judged against their images.
 *
 * @param policy judges
 * @param recent which recent pairs it is shown; empty if it needs none
 * @param configured tells one configuration (policy, thresholds, calibration) from another: pairs
 *     judged under another one are judged again
 * @param expected where the mean cosine of recent pairs should be, if a calibration says so
 */
public record JudgingSettings(
    MismatchPolicy policy,
    Optional<Recent> recent,
    Fingerprint configured,
    Optional<Band> expected) {
  public JudgingSettings {
    Objects.requireNonNull(policy, "policy");
    Objects.requireNonNull(recent, "recent");
    Objects.requireNonNull(configured, "configured");
    Objects.requireNonNull(expected, "expected");
  }

  /**
   * Which recent pairs a policy is shown.
   *
   * @param size how many
   * @param warmUp how many there must be before it is shown them
   * @param seed decides which are kept
   * @param untilWarm what it is shown until then, if anything
   */
  public record Recent(int size, int warmUp, long seed, Optional<ReferenceSet> untilWarm) {
    public Recent {
      Objects.requireNonNull(untilWarm, "untilWarm");
    }
  }

  /**
   * A band of cosines.
   *
   * @param least its lower end
   * @param most its upper end
   */
  public record Band(double least, double most) {}

  /** The same, with a word on where the mean cosine should be. */
  public JudgingSettings expecting(Optional<Band> band) {
    return new JudgingSettings(policy, recent, configured, band);
  }

  /** A policy that judges each pair by itself. */
  public static JudgingSettings alone(MismatchPolicy policy, Fingerprint configured) {
    return new JudgingSettings(policy, Optional.empty(), configured, Optional.empty());
  }

  /** What verdicts rest on. */
  Fingerprint basis(boolean warm) {
    return Fingerprint.of(
        out -> out.writeLong(configured.high()).writeLong(configured.low()).writeBoolean(warm));
  }
}
