package io.clipstreams.scoring;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * LEMoN's score (Zhang et al., ICML 2025, arXiv 2407.18941) with its published fixed parameters:
 *
 * <pre>
 * s   = d(x, y) + β s_n + γ s_m
 * s_n = mean over the k images x_j nearest to x of d(y, y_j) exp(-τ1 d(x, x_j)) exp(-τ2 d(x_j, y_j))
 * s_m = mean over the k captions y_j nearest to y of d(x, x_j) exp(-τ1 d(y, y_j)) exp(-τ2 d(x_j, y_j))
 * </pre>
 *
 * with d = 1 - cosine, k = 30, β = γ = 5, τ1 = 0.1, τ2 = 5. Since s grows with the mismatch, the
 * score is -s. Deviations: neighbours come from a bounded set of recent pairs, not from a training
 * set; near-duplicates of the pair do not count; with fewer than k pairs all are neighbours.
 */
public final class NeighboursPolicy implements MismatchPolicy {
  /** The policy's name. */
  public static final String NAME = "neighbours";

  private static final int NEIGHBOURS = 30;
  private static final double BETA = 5;
  private static final double GAMMA = 5;
  private static final double TAU_1 = 0.1;
  private static final double TAU_2 = 5;

  /** No score lies below it: each of the three distances is at most 2. */
  private static final float WORST = (float) (-2 * (1 + BETA + GAMMA));

  private final Threshold threshold;
  private final SimilarityPolicy untilWarm;
  private final int warmUp;

  /**
   * @param threshold the score below which a pair is a mismatch; without it pairs stay undecided
   * @param margin how far above the threshold an open alert closes, 0 or more
   * @param untilWarm judges while fewer pairs count than {@code warmUp}
   * @param warmUp how many pairs are needed, at least 1
   * @throws IllegalArgumentException if a number is out of its range
   */
  public NeighboursPolicy(
      OptionalDouble threshold, double margin, SimilarityPolicy untilWarm, int warmUp) {
    if (warmUp < 1) {
      throw new IllegalArgumentException("a warm-up of " + warmUp + " pairs is less than 1");
    }
    this.threshold = new Threshold(threshold, margin);
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
    double distance =
        (1 - similarity)
            + BETA * disagreement(others, others.imageLikeness(), others.captionLikeness())
            + GAMMA * disagreement(others, others.captionLikeness(), others.imageLikeness());
    float score = (float) -distance;
    return new MatchResult(
        similarity,
        Optional.empty(),
        Optional.empty(),
        score,
        threshold.isKnown() ? threshold.shown() : WORST,
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
   * How far the nearest in one kind are in the other.
   *
   * @param near likeness in the kind in which neighbours are sought
   * @param other likeness in the other kind
   */
  private static double disagreement(Comparison others, float[] near, float[] other) {
    int[] nearest = nearest(near, others.count());
    double sum = 0;
    for (int j : nearest) {
      sum += (1 - other[j]) * Math.exp(-TAU_1 * (1 - near[j]) - TAU_2 * (1 - others.pairFits()[j]));
    }
    return sum / nearest.length;
  }

  private static int[] nearest(float[] likeness, int count) {
    if (count <= NEIGHBOURS) {
      return IntStream.range(0, count).toArray();
    }
    int[] best = new int[NEIGHBOURS];
    int found = 0;
    for (int j = 0; j < count; j++) {
      if (found < NEIGHBOURS || likeness[j] > likeness[best[found - 1]]) {
        int place = found < NEIGHBOURS ? found++ : NEIGHBOURS - 1;
        while (place > 0 && likeness[j] > likeness[best[place - 1]]) {
          best[place] = best[place - 1];
          place--;
        }
        best[place] = j;
      }
    }
    return best;
  }
}
