package io.clipstreams.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.clipstreams.Verdict;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SimilarityPolicyTest {
  private static final float[] IMAGE = {1, 0};

  @Test
  void belowTheThresholdIsAMismatchAndAtItIsNot() {
    SimilarityPolicy policy = new SimilarityPolicy(OptionalDouble.of(0.6), 0);
    MatchResult at = policy.judge(IMAGE, captionAt(0.6f), References.none());
    MatchResult below = policy.judge(IMAGE, captionAt(0.599f), References.none());
    assertThat(at.verdict()).isEqualTo(Verdict.MATCH);
    assertThat(below.verdict()).isEqualTo(Verdict.MISMATCH);
    assertThat(below.score()).isLessThan(below.threshold());
    assertThat(policy.alerts(below, false)).isTrue();
    assertThat(policy.alerts(at, true)).isFalse();
  }

  @Test
  void anOpenAlertClosesOnlyAboveTheMargin() {
    SimilarityPolicy policy = new SimilarityPolicy(OptionalDouble.of(0.6), 0.1);
    MatchResult between = policy.judge(IMAGE, captionAt(0.65f), References.none());
    assertThat(policy.alerts(between, false)).isFalse();
    assertThat(policy.alerts(between, true)).isTrue();
    assertThat(policy.alerts(policy.judge(IMAGE, captionAt(0.71f), References.none()), true))
        .isFalse();
  }

  @Test
  void withoutAThresholdNothingIsDecided() {
    SimilarityPolicy policy = new SimilarityPolicy(OptionalDouble.empty(), 0);
    MatchResult match = policy.judge(IMAGE, captionAt(-0.9f), References.none());
    assertThat(match.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(match.score()).isGreaterThanOrEqualTo(match.threshold());
    assertThat(policy.alerts(match, false)).isFalse();
    assertThat(policy.alerts(match, true)).isFalse();
  }

  @Test
  void refusesThresholdsThatAreNoCosines() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SimilarityPolicy(OptionalDouble.of(28), 0))
        .withMessageContaining("28");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SimilarityPolicy(OptionalDouble.of(0.2), -1));
  }

  /** A unit vector at that cosine from the image. */
  private static float[] captionAt(float cosine) {
    return new float[] {cosine, (float) Math.sqrt(1 - cosine * cosine)};
  }
}
