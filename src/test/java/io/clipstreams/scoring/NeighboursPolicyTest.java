package io.clipstreams.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clipstreams.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class NeighboursPolicyTest {
  private final SimilarityPolicy similarity = new SimilarityPolicy(OptionalDouble.empty(), 0);
  private final NeighboursPolicy policy =
      new NeighboursPolicy(OptionalDouble.of(-1.2), 0, similarity, 10);

  @Test
  void equalsThePublishedFormula() {
    RandomPairs random = new RandomPairs(11, 16);
    List<ReferencePair> pairs = random.pairs(100);
    float[] image = random.vector();
    float[] caption = random.near(image, 2);

    double byImages =
        pairs.stream()
            .sorted(Comparator.comparingDouble(pair -> distance(image, pair.image())))
            .limit(30)
            .mapToDouble(
                pair ->
                    distance(caption, pair.caption())
                        * Math.exp(-0.1 * distance(image, pair.image()))
                        * Math.exp(-5 * distance(pair.image(), pair.caption())))
            .average()
            .orElseThrow();
    double byCaptions =
        pairs.stream()
            .sorted(Comparator.comparingDouble(pair -> distance(caption, pair.caption())))
            .limit(30)
            .mapToDouble(
                pair ->
                    distance(image, pair.image())
                        * Math.exp(-0.1 * distance(caption, pair.caption()))
                        * Math.exp(-5 * distance(pair.image(), pair.caption())))
            .average()
            .orElseThrow();
    double expected = -(distance(image, caption) + 5 * byImages + 5 * byCaptions);

    MatchResult match = policy.judge(image, caption, References.of(pairs, "own", "own"));
    assertThat(match.score()).isCloseTo((float) expected, within(1e-5f));
    assertThat(match.policy()).isEqualTo("neighbours");
  }

  private static double distance(float[] a, float[] b) {
    return 1 - Vectors.cosine(a, b);
  }

  @Test
  void rightPairsScoreHigher() {
    RandomPairs random = new RandomPairs(12, 32);
    ReferenceSet references = new ReferenceSet(random.pairs(100));
    ReferencePair right = random.pair("own", "own");
    References others = references.without("own", "own");
    assertThat(policy.judge(right.image(), right.caption(), others).score())
        .isGreaterThan(policy.judge(right.image(), random.vector(), others).score());
  }

  @Test
  void withoutAThresholdNothingIsDecided() {
    RandomPairs random = new RandomPairs(13, 8);
    NeighboursPolicy undecided = new NeighboursPolicy(OptionalDouble.empty(), 0, similarity, 10);
    MatchResult match =
        undecided.judge(
            random.vector(), random.vector(), References.of(random.pairs(12), "own", "own"));
    assertThat(match.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(match.score()).isGreaterThanOrEqualTo(match.threshold());
  }

  @Test
  void amongFewSimilarityDecides() {
    RandomPairs random = new RandomPairs(14, 8);
    References few = References.of(random.pairs(9), "own", "own");
    assertThat(policy.judge(random.vector(), random.vector(), few).policy())
        .isEqualTo("similarity");
  }
}
