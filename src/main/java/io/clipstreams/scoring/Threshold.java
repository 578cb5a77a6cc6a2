package io.clipstreams.scoring;

import io.clipstreams.Verdict;
import java.util.OptionalDouble;

/**
 * From scores to verdicts: below the limit is a mismatch, without a limit nothing is decided, and
 * an open alert closes only some margin above it.
 */
final class Threshold {
  /** Stands for a threshold that is not known. */
  static final float NONE = -1;

  private final OptionalDouble limit;
  private final double margin;

  /**
   * @throws IllegalArgumentException if the limit is not a finite number or the margin is negative
   */
  Threshold(OptionalDouble limit, double margin) {
    if (limit.isPresent() && !Double.isFinite(limit.getAsDouble())) {
      throw new IllegalArgumentException(
          "the mismatch threshold " + limit.getAsDouble() + " is no number");
    }
    if (!(margin >= 0)) {
      throw new IllegalArgumentException("the mismatch margin " + margin + " is negative");
    }
    this.limit = limit;
    this.margin = margin;
  }

  boolean isKnown() {
    return limit.isPresent();
  }

  /** The threshold as a match shows it. */
  float shown() {
    return limit.isPresent() ? (float) limit.getAsDouble() : NONE;
  }

  Verdict verdict(float score) {
    if (limit.isEmpty()) {
      return Verdict.UNDECIDED;
    }
    return score < shown() ? Verdict.MISMATCH : Verdict.MATCH;
  }

  boolean alerts(MatchResult match, boolean alerted) {
    double bound = alerted ? match.threshold() + margin : match.threshold();
    return match.verdict() != Verdict.UNDECIDED && match.score() < bound;
  }
}
