package io.clipstreams.scoring;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A pair is a mismatch when its image and caption stand out too little among recent ones. The
 * pair's cosine is seen in two ways: against recent images with the same caption, and against
 * recent captions with the same image. Each gives a standard score (cosine less mean, divided by
 * the standard deviation); both are weighed {@value #IMAGES_WEIGHT} to {@value #CAPTIONS_WEIGHT},
 * which docs/judgement.md shows to be a good choice, and the score is the normal distribution's
 * value there: the share of recent pairings that would be expected to fit less well, 0 to 1. It
 * says what a counted share would, without the steps and ties of a count.
 *
 * <p>While too few pairs have been seen, a pair is judged by its cosine alone.
 */
public final class ContrastPolicy implements MismatchPolicy {
  /** The policy's name. */
  public static final String NAME = "contrast";

  /** How much it weighs that other images fit the caption less well. */
  static final double IMAGES_WEIGHT = 0.75;

  /** How much it weighs that other captions fit the image less well. */
  static final double CAPTIONS_WEIGHT = 1 - IMAGES_WEIGHT;

  /** Cosines are summed in this many units: 2^40, so that a million of them fit a long. */
  private static final double UNITS = 0x1p40;

  private static final double LEAST_VARIANCE = 1e-10;

  private final Threshold threshold;
  private final SimilarityPolicy untilWarm;
  private final int warmUp;

  /**
   * @param threshold the score below which a pair is a mismatch, 0 to 1
   * @param margin how far above the threshold an open alert closes, 0 or more
   * @param untilWarm judges while fewer pairs count than {@code warmUp}
   * @param warmUp how many pairs are needed, at least 2
   * @throws IllegalArgumentException if a number is out of its range
   */
  public ContrastPolicy(double threshold, double margin, SimilarityPolicy untilWarm, int warmUp) {
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new IllegalArgumentException(
          "the contrast threshold " + threshold + " is not within 0 and 1");
    }
    if (warmUp < 2) {
      throw new IllegalArgumentException("a warm-up of " + warmUp + " pairs is less than 2");
    }
    this.threshold = new Threshold(OptionalDouble.of(threshold), margin);
    this.untilWarm = Objects.requireNonNull(untilWarm, "untilWarm");
    this.warmUp = warmUp;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public MatchResult judge(float[] image, float[] caption, References references) {
    float similarity = (float) Vectors.cosine(image, caption);
    Comparison others =
        references.size() < warmUp ? Comparison.EMPTY : references.compare(image, caption);
    if (others.count() < warmUp) {
      return untilWarm.judge(similarity);
    }
    double standing =
        IMAGES_WEIGHT * standardScore(similarity, others.imageFits(), others.count())
            + CAPTIONS_WEIGHT * standardScore(similarity, others.captionFits(), others.count());
    float score = (float) NormalDistribution.below(standing);
    return new MatchResult(
        similarity,
        Optional.of(shareBelow(similarity, others.imageFits(), others.count())),
        Optional.of(shareBelow(similarity, others.captionFits(), others.count())),
        score,
        threshold.shown(),
        NAME,
        threshold.verdict(score));
  }

  @Override
  public boolean alerts(MatchResult match, boolean alerted) {
    return match.policy().equals(NAME)
        ? threshold.alerts(match, alerted)
        : untilWarm.alerts(match, alerted);
  }

  /**
   * How many standard deviations a value lies above the mean of others. Of values that are all the
   * same nothing can stand out.
   */
  private static double standardScore(float value, float[] others, int count) {
    // Whole numbers: their sum does not depend on the order, which a restart may change.
    long sum = 0;
    long squares = 0;
    for (int i = 0; i < count; i++) {
      sum += Math.round(others[i] * UNITS);
      squares += Math.round((double) others[i] * others[i] * UNITS);
    }
    double mean = sum / UNITS / count;
    double variance = squares / UNITS / count - mean * mean;
    return variance > LEAST_VARIANCE ? (value - mean) / Math.sqrt(variance) : 0;
  }

  /** Ties count half. */
  private static float shareBelow(float value, float[] others, int count) {
    double below = 0;
    for (int i = 0; i < count; i++) {
      below += others[i] < value ? 1 : others[i] == value ? 0.5 : 0;
    }
    return (float) (below / count);
  }
}
