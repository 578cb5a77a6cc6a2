package io.clipstreams.scoring;

import io.clipstreams.Verdict;
import java.util.Optional;
import java.util.OptionalDouble;

/** A pair is a mismatch when its cosine is below a threshold, which belongs to the model. */
public final class SimilarityPolicy implements MismatchPolicy {
  /** The policy's name. */
  public static final String NAME = "similarity";

  /** Stands for a threshold that is not known: no cosine lies below it. */
  public static final float NO_THRESHOLD = -1;

  private final OptionalDouble threshold;
  private final double margin;

  /**
   * @param threshold the cosine below which a pair is a mismatch; without it pairs stay undecided
   * @param margin how far above the threshold an open alert closes, 0 or more
   * @throws IllegalArgumentException if the threshold is not a cosine or the margin is negative
   */
  public SimilarityPolicy(OptionalDouble threshold, double margin) {
    if (threshold.isPresent() && !(Math.abs(threshold.getAsDouble()) <= 1)) {
      throw new IllegalArgumentException(
          "the mismatch threshold " + threshold.getAsDouble() + " is not within -1 and 1");
    }
    if (!(margin >= 0)) {
      throw new IllegalArgumentException("the mismatch margin " + margin + " is negative");
    }
    this.threshold = threshold;
    this.margin = margin;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public MatchResult judge(float[] image, float[] caption) {
    float similarity = (float) Vectors.cosine(image, caption);
    float limit = threshold.isPresent() ? (float) threshold.getAsDouble() : NO_THRESHOLD;
    return new MatchResult(
        similarity,
        Optional.empty(),
        Optional.empty(),
        similarity,
        limit,
        NAME,
        verdict(similarity, limit));
  }

  @Override
  public boolean alerts(MatchResult match, boolean alerted) {
    double limit = alerted ? match.threshold() + margin : match.threshold();
    return match.verdict() != Verdict.UNDECIDED && match.score() < limit;
  }

  private Verdict verdict(float similarity, float limit) {
    if (threshold.isEmpty()) {
      return Verdict.UNDECIDED;
    }
    return similarity < limit ? Verdict.MISMATCH : Verdict.MATCH;
  }
}
