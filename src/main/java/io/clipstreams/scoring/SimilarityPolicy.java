package io.clipstreams.scoring;

import java.util.Optional;
import java.util.OptionalDouble;

/** A pair is a mismatch when its cosine is below a threshold, which belongs to the model. */
public final class SimilarityPolicy implements MismatchPolicy {
  /** The policy's name. */
  public static final String NAME = "similarity";

  /** Stands for a threshold that is not known: no cosine lies below it. */
  public static final float NO_THRESHOLD = Threshold.NONE;

  private final Threshold threshold;

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
    this.threshold = new Threshold(threshold, margin);
  }

  @Override
  public String name() {
    return NAME;
  }

  /** Judges a pair by itself; the references do not matter. */
  @Override
  public MatchResult judge(float[] image, float[] caption, References references) {
    return judge((float) Vectors.cosine(image, caption));
  }

  MatchResult judge(float similarity) {
    return new MatchResult(
        similarity,
        Optional.empty(),
        Optional.empty(),
        similarity,
        threshold.shown(),
        NAME,
        threshold.verdict(similarity));
  }

  @Override
  public boolean alerts(MatchResult match, boolean alerted) {
    return threshold.alerts(match, alerted);
  }
}
