package io.clipstreams.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The scores that a policy gave to right and to wrong pairs; higher fits better. What is looked for
 * are the wrong pairs: they are the positives, found where the score is below a threshold.
 *
 * <p>Precision, and so F1 and average precision, depend on how many pairs are wrong. They are given
 * as if there were as many wrong pairs as right ones, whatever the number of wrong captions tried:
 * each wrong pair weighs right pairs / wrong pairs.
 *
 * <p>Immutable.
 */
public final class Scores {
  private final double[] right;
  private final double[] wrong;

  /**
   * @param right scores of right pairs, at least one
   * @param wrong scores of wrong pairs, at least one
   * @throws IllegalArgumentException if one is empty or a score is not finite
   */
  public Scores(double[] right, double[] wrong) {
    if (right.length == 0 || wrong.length == 0) {
      throw new IllegalArgumentException(
          "%d right and %d wrong pairs: there must be some of each"
              .formatted(right.length, wrong.length));
    }
    this.right = sorted(right);
    this.wrong = sorted(wrong);
  }

  private static double[] sorted(double[] scores) {
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    for (double score : sorted) {
      if (!Double.isFinite(score)) {
        throw new IllegalArgumentException("the score " + score + " is no number");
      }
    }
    return sorted;
  }

  /** How many right pairs there are. */
  public int rightCount() {
    return right.length;
  }

  /** How many wrong pairs there are. */
  public int wrongCount() {
    return wrong.length;
  }

  /** How the right pairs' scores are spread. */
  public Spread rightSpread() {
    return Spread.of(right);
  }

  /** How the wrong pairs' scores are spread. */
  public Spread wrongSpread() {
    return Spread.of(wrong);
  }

  /**
   * The area under the ROC curve: the chance that a right pair scores higher than a wrong one, ties
   * counted half.
   */
  public double rocAuc() {
    double won = 0;
    for (double score : right) {
      int below = countBelow(wrong, score);
      int upTo = countUpTo(wrong, score);
      won += below + (upTo - below) / 2.0;
    }
    return won / right.length / wrong.length;
  }

  /**
   * Average precision: the mean of the precision at each wrong pair found, from the lowest score
   * on; pairs of the same score are found together.
   */
  public double averagePrecision() {
    double sum = 0;
    double found = 0;
    for (double threshold : distinct()) {
      double upTo = wrongWeight() * countUpTo(wrong, threshold);
      sum += (upTo - found) * upTo / (upTo + countUpTo(right, threshold));
      found = upTo;
    }
    return sum / right.length;
  }

  /** Share of right pairs below a threshold. */
  public double falseAlarmRate(double threshold) {
    return (double) countBelow(right, threshold) / right.length;
  }

  /** Share of wrong pairs not below a threshold. */
  public double missRate(double threshold) {
    return 1 - (double) countBelow(wrong, threshold) / wrong.length;
  }

  /** The harmonic mean of precision and recall at a threshold, 0 where nothing is found. */
  public double f1(double threshold) {
    double found = wrongWeight() * countBelow(wrong, threshold);
    return 2 * found / (found + countBelow(right, threshold) + right.length);
  }

  private double wrongWeight() {
    return (double) right.length / wrong.length;
  }

  /**
   * The highest threshold at which no more than a share of the right pairs lies below: the
   * quantile, taken so that the share is kept on these pairs and not nearly so.
   *
   * @param rate 0 to 1
   */
  public double thresholdAt(double rate) {
    return quantile(right, rate);
  }

  /** The score that a share of the right pairs lies below, for each of evenly spaced shares. */
  public double[] rightQuantiles(int steps) {
    double[] quantiles = new double[steps + 1];
    for (int i = 0; i <= steps; i++) {
      quantiles[i] = quantile(right, (double) i / steps);
    }
    return quantiles;
  }

  private static double quantile(double[] sorted, double rate) {
    if (!(rate >= 0 && rate <= 1)) {
      throw new IllegalArgumentException("the rate " + rate + " is not within 0 and 1");
    }
    // Some shares, such as 0.07, times a count lie just below the whole number that they mean.
    int below = (int) Math.floor(rate * sorted.length + 1e-9);
    return sorted[Math.min(below, sorted.length - 1)];
  }

  /**
   * A point of a curve.
   *
   * @param x 0 to 1
   * @param y 0 to 1
   */
  public record Point(double x, double y) {}

  /** The ROC curve: false alarms to the right, wrong pairs found upwards, both as shares. */
  public List<Point> rocCurve() {
    List<Point> points = new ArrayList<>(List.of(new Point(0, 0)));
    for (double threshold : distinct()) {
      points.add(
          new Point(
              (double) countUpTo(right, threshold) / right.length,
              (double) countUpTo(wrong, threshold) / wrong.length));
    }
    return List.copyOf(points);
  }

  /** The precision-recall curve: wrong pairs found to the right, precision upwards. */
  public List<Point> precisionRecallCurve() {
    List<Point> points = new ArrayList<>();
    for (double threshold : distinct()) {
      double found = wrongWeight() * countUpTo(wrong, threshold);
      points.add(new Point(found / right.length, found / (found + countUpTo(right, threshold))));
    }
    return List.copyOf(points);
  }

  private double[] distinct() {
    return Arrays.stream(new double[][] {right, wrong})
        .flatMapToDouble(Arrays::stream)
        .sorted()
        .distinct()
        .toArray();
  }

  private static int countBelow(double[] sorted, double limit) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < limit) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static int countUpTo(double[] sorted, double limit) {
    return countBelow(sorted, Math.nextUp(limit));
  }
}
