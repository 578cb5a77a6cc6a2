package io.clipstreams.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ScoresTest {
  private static final double EXACT = 1e-12;

  /** In order of the score: wrong, right, wrong, right. */
  private final Scores interleaved = scores(new double[] {0.2, 0.4}, new double[] {0.1, 0.3});

  private static Scores scores(double[] right, double[] wrong) {
    return new Scores(right, wrong);
  }

  @Test
  void measuresByHand() {
    // Of the four comparisons only 0.2 against 0.3 is lost.
    assertThat(interleaved.rocAuc()).isEqualTo(0.75);
    // Found at precision 1 of 1, then 2 of 3.
    assertThat(interleaved.averagePrecision()).isCloseTo((1 + 2 / 3.0) / 2, within(EXACT));
    assertThat(interleaved.falseAlarmRate(0.3)).isEqualTo(0.5);
    assertThat(interleaved.missRate(0.3)).isEqualTo(0.5);
    // Below 0.35: both wrong ones and one right one. 2 * 2 / (2 + 1 + 2).
    assertThat(interleaved.f1(0.35)).isCloseTo(0.8, within(EXACT));
    assertThat(interleaved.f1(0.05)).isZero();
    assertThat(interleaved.rocCurve())
        .containsExactly(
            new Scores.Point(0, 0),
            new Scores.Point(0, 0.5),
            new Scores.Point(0.5, 0.5),
            new Scores.Point(0.5, 1),
            new Scores.Point(1, 1));
  }

  @Test
  void tiesCountHalf() {
    assertThat(scores(new double[] {1, 1}, new double[] {1, 1, 1}).rocAuc()).isEqualTo(0.5);
    assertThat(scores(new double[] {1, 2}, new double[] {1, 0}).rocAuc()).isEqualTo(0.875);
    assertThat(scores(new double[] {1, 1}, new double[] {1, 1}).averagePrecision())
        .isCloseTo(0.5, within(EXACT));
  }

  @Test
  void perfectAndReversed() {
    Scores perfect = scores(new double[] {3, 4}, new double[] {1, 2});
    assertThat(perfect.rocAuc()).isEqualTo(1);
    assertThat(perfect.averagePrecision()).isCloseTo(1, within(EXACT));
    assertThat(perfect.f1(3)).isEqualTo(1);
    assertThat(scores(new double[] {1, 2}, new double[] {3, 4}).rocAuc()).isZero();
  }

  @Test
  void theThresholdKeepsTheRate() {
    double[] right = new double[20];
    Arrays.setAll(right, i -> i);
    Scores scores = scores(right, new double[] {0});
    assertThat(scores.thresholdAt(0)).isZero();
    assertThat(scores.thresholdAt(0.05)).isEqualTo(1);
    assertThat(scores.falseAlarmRate(1)).isEqualTo(0.05);
    assertThat(scores.thresholdAt(0.099)).isEqualTo(1);
    assertThat(scores.thresholdAt(0.15)).isEqualTo(3);
    assertThat(scores.thresholdAt(1)).isEqualTo(19);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scores.thresholdAt(1.5))
        .withMessageContaining("1.5");
  }

  @Test
  void needsScoresOfBothKinds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scores(new double[0], new double[] {1}))
        .withMessageContaining("0 right and 1 wrong");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scores(new double[] {Double.NaN}, new double[] {1}));
  }

  @RepeatedTest(20)
  void propertiesOfRandomScores(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    // Few distinct values, so that there are ties.
    double[] right = random.ints(1 + random.nextInt(60), 3, 20).asDoubleStream().toArray();
    double[] wrong = random.ints(1 + random.nextInt(60), 0, 16).asDoubleStream().toArray();
    Scores scores = scores(right, wrong);

    assertThat(scores.rocAuc()).isCloseTo(pairsWon(right, wrong), within(EXACT));
    assertThat(scores.rocAuc()).isCloseTo(area(scores.rocCurve()), within(EXACT));
    assertThat(scores.rocAuc() + scores(wrong, right).rocAuc()).isCloseTo(1, within(EXACT));
    // A score that grows with the score orders pairs in the same way.
    Scores stretched = scores(stretched(right), stretched(wrong));
    assertThat(stretched.rocAuc()).isEqualTo(scores.rocAuc());
    assertThat(stretched.averagePrecision()).isEqualTo(scores.averagePrecision());
    for (double rate : new double[] {0, 0.05, 0.31, 1}) {
      double threshold = scores.thresholdAt(rate);
      assertThat(scores.falseAlarmRate(threshold)).isLessThanOrEqualTo(rate + EXACT);
      if (rate < 1) {
        assertThat(scores.falseAlarmRate(Math.nextUp(threshold))).isGreaterThan(rate - EXACT);
      }
    }
    // Trying each wrong caption twice changes no measure.
    double[] twice = Arrays.copyOf(wrong, 2 * wrong.length);
    System.arraycopy(wrong, 0, twice, wrong.length, wrong.length);
    Scores doubled = scores(right, twice);
    assertThat(doubled.averagePrecision()).isCloseTo(scores.averagePrecision(), within(EXACT));
    assertThat(doubled.f1(10)).isCloseTo(scores.f1(10), within(EXACT));
  }

  private static double pairsWon(double[] right, double[] wrong) {
    double won = 0;
    for (double r : right) {
      for (double w : wrong) {
        won += r > w ? 1 : r == w ? 0.5 : 0;
      }
    }
    return won / right.length / wrong.length;
  }

  private static double area(List<Scores.Point> curve) {
    double area = 0;
    for (int i = 1; i < curve.size(); i++) {
      Scores.Point a = curve.get(i - 1);
      Scores.Point b = curve.get(i);
      area += (b.x() - a.x()) * (a.y() + b.y()) / 2;
    }
    return area;
  }

  private static double[] stretched(double[] scores) {
    return Arrays.stream(scores).map(Math::exp).toArray();
  }
}
