package io.clipstreams.scoring;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A pair is a mismatch when its image and caption stand out too little among recent ones. The
 * pair's cosine is seen in two ways: against recent images with the same caption, and against
 * recent captions with the same image. Each gives a standard score (cosine less mean, divided by
 * the standard deviation); both are weighed 3 to 1, which docs/judgement.md shows to be a good
 * choice, and the score is the normal distribution's value there: the share of recent pairings that
 * would be expected to fit less well, 0 to 1. It says what a counted share would, without the steps
 * and ties of a count.
 *
 * <p>While too few pairs have been seen, a pair is judged by its cosine alone.
 */
public final class ContrastPolicy implements MismatchPolicy {
  /** The policy's name. */
  public static final String NAME = "contrast";

  private final Threshold threshold;
  private final SimilarityPolicy untilWarm;
  private final int warmUp;
  private final Standing standing;

  /**
   * @param threshold the score below which a pair is a mismatch, 0 to 1
   * @param margin how far above the threshold an open alert closes, 0 or more
   * @param untilWarm judges while fewer pairs count than {@code warmUp}
   * @param warmUp how many pairs are needed, at least 2
   * @throws IllegalArgumentException if a number is out of its range
   */
  public ContrastPolicy(double threshold, double margin, SimilarityPolicy untilWarm, int warmUp) {
    this(threshold, margin, untilWarm, warmUp, Standing.BOTH);
  }

  private ContrastPolicy(
      double threshold, double margin, SimilarityPolicy untilWarm, int warmUp, Standing standing) {
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
    this.standing = standing;
  }

  /** One that decides on another number, to be compared with; its threshold is 0. */
  public static ContrastPolicy scoringBy(
      Standing standing, SimilarityPolicy untilWarm, int warmUp) {
    return new ContrastPolicy(0, 0, untilWarm, warmUp, standing);
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
    float score = (float) standing.of(similarity, others);
    return new MatchResult(
        similarity,
        Optional.of(Spans.shareBelow(similarity, others.imageFits(), others.count())),
        Optional.of(Spans.shareBelow(similarity, others.captionFits(), others.count())),
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
}
