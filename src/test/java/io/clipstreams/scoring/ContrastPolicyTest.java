package io.clipstreams.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.clipstreams.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContrastPolicyTest {
  private final SimilarityPolicy similarity = new SimilarityPolicy(OptionalDouble.of(0.5), 0);
  private final ContrastPolicy policy = new ContrastPolicy(0.9, 0.05, similarity, 3);

  /** Unit vectors in the plane: cosines are those of the angles between them. */
  private static float[] at(double degrees) {
    double radians = Math.toRadians(degrees);
    return new float[] {(float) Math.cos(radians), (float) Math.sin(radians)};
  }

  private static ReferencePair pair(int number, double image, double caption) {
    return new ReferencePair("c" + number, "i" + number, at(image), at(caption));
  }

  @Test
  void byHand() {
    List<ReferencePair> pairs =
        List.of(pair(1, 90, 70), pair(2, 120, 100), pair(3, 60, 130), pair(4, 40, 80));
    MatchResult match =
        policy.judge(at(0), at(50), References.of(pairs, "own caption", "own image"));

    double own = cos(50);
    double[] images = {cos(40), cos(70), cos(10), cos(10)};
    double[] captions = {cos(70), cos(100), cos(130), cos(80)};
    double standing = 0.75 * standard(own, images) + 0.25 * standard(own, captions);
    assertThat(match.similarity()).isCloseTo((float) own, within(1e-6f));
    assertThat(match.contrastImages()).contains(0.25f);
    assertThat(match.contrastCaptions()).contains(1f);
    assertThat(match.score()).isCloseTo((float) NormalDistribution.below(standing), within(1e-5f));
    assertThat(match.threshold()).isEqualTo(0.9f);
    assertThat(match.policy()).isEqualTo("contrast");
    assertThat(match.verdict()).isEqualTo(Verdict.MISMATCH);
  }

  private static double cos(double degrees) {
    return Math.cos(Math.toRadians(degrees));
  }

  private static double standard(double value, double[] others) {
    double mean = 0;
    for (double other : others) {
      mean += other / others.length;
    }
    double variance = 0;
    for (double other : others) {
      variance += (other - mean) * (other - mean) / others.length;
    }
    return (value - mean) / Math.sqrt(variance);
  }

  @Test
  void theNormalDistributionIsRight() {
    assertThat(NormalDistribution.below(0)).isCloseTo(0.5, within(1e-7));
    assertThat(NormalDistribution.below(1.6448536)).isCloseTo(0.95, within(1e-7));
    assertThat(NormalDistribution.below(-1.959964)).isCloseTo(0.025, within(1e-7));
    assertThat(NormalDistribution.below(40)).isEqualTo(1);
    assertThat(NormalDistribution.below(-40)).isZero();
  }

  @Test
  void rightPairsStandOutAndWrongOnesDoNot() {
    RandomPairs random = new RandomPairs(5, 64);
    ReferenceSet references = new ReferenceSet(random.pairs(200));
    for (int i = 0; i < 50; i++) {
      ReferencePair right = random.pair("own", "own");
      assertThat(score(right.image(), right.caption(), references)).isGreaterThan(0.99f);
      assertThat(score(right.image(), random.vector(), references)).isLessThan(0.999f);
    }
  }

  private float score(float[] image, float[] caption, ReferenceSet references) {
    return policy.judge(image, caption, references.without("own", "own")).score();
  }

  @Test
  void theOrderOfTheReferencesDoesNotMatterToTheLastBit() {
    RandomPairs random = new RandomPairs(6, 64);
    List<ReferencePair> pairs = new ArrayList<>(random.pairs(300));
    float[] image = random.vector();
    float[] caption = random.vector();
    MatchResult first = policy.judge(image, caption, References.of(pairs, "own", "own"));
    for (int i = 0; i < 20; i++) {
      Collections.shuffle(pairs, new Random(i));
      assertThat(policy.judge(image, caption, References.of(pairs, "own", "own"))).isEqualTo(first);
    }
  }

  @Test
  void theLengthOfVectorsDoesNotMatter() {
    RandomPairs random = new RandomPairs(7, 16);
    ReferenceSet references = new ReferenceSet(random.pairs(20));
    float[] image = random.vector();
    float[] longer = image.clone();
    for (int i = 0; i < longer.length; i++) {
      longer[i] *= 4;
    }
    float[] caption = random.vector();
    assertThat(score(longer, caption, references)).isEqualTo(score(image, caption, references));
  }

  @Test
  void ownAndNearlyTheSameDoNotCount() {
    List<ReferencePair> pairs =
        new ArrayList<>(List.of(pair(1, 90, 70), pair(2, 120, 100), pair(3, 60, 130)));
    MatchResult without = policy.judge(at(0), at(50), References.of(pairs, "c", "i"));
    pairs.add(new ReferencePair("c", "other", at(200), at(210)));
    pairs.add(new ReferencePair("other", "i", at(200), at(210)));
    pairs.add(new ReferencePair("same text", "image", at(55), at(51)));
    pairs.add(new ReferencePair("caption", "same picture", at(0.5), at(160)));
    assertThat(policy.judge(at(0), at(50), References.of(pairs, "c", "i"))).isEqualTo(without);
  }

  @Test
  void whileItWarmsUpSimilarityDecides() {
    List<ReferencePair> two = List.of(pair(1, 90, 70), pair(2, 120, 100));
    MatchResult match = policy.judge(at(0), at(50), References.of(two, "c", "i"));
    assertThat(match)
        .isEqualTo(similarity.judge(at(0), at(50), References.none()))
        .isEqualTo(policy.judge(at(0), at(50), References.none()));
    assertThat(match.policy()).isEqualTo("similarity");
    assertThat(policy.alerts(match, false)).isFalse();
    MatchResult mismatch = policy.judge(at(0), at(80), References.none());
    assertThat(policy.alerts(mismatch, false)).isTrue();
  }

  @Test
  void anOpenAlertClosesOnlyAboveTheMargin() {
    MatchResult between =
        new MatchResult(
            0, Optional.empty(), Optional.empty(), 0.92f, 0.9f, "contrast", Verdict.MATCH);
    assertThat(policy.alerts(between, false)).isFalse();
    assertThat(policy.alerts(between, true)).isTrue();
  }

  @Test
  void amongPairsThatAreAllTheSameNothingStandsOut() {
    List<ReferencePair> same = List.of(pair(1, 90, 120), pair(2, 90, 120), pair(3, 90, 120));
    assertThat(policy.judge(at(0), at(50), References.of(same, "c", "i")).score())
        .isCloseTo(0.5f, within(1e-6f));
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ContrastPolicy(1.5, 0, similarity, 3))
        .withMessageContaining("1.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ContrastPolicy(0.5, 0, similarity, 1));
    ReferenceSet references =
        new ReferenceSet(List.of(pair(1, 90, 70), pair(2, 9, 70), pair(3, 9, 7)));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> policy.judge(new float[3], new float[] {1, 0, 0}, references.without("c", "i")));
  }
}
