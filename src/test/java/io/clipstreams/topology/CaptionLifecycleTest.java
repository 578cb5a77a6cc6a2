package io.clipstreams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.AlertReason;
import io.clipstreams.AlertResolution;
import io.clipstreams.scoring.MatchResult;
import io.clipstreams.scoring.References;
import io.clipstreams.scoring.ScoredLabel;
import io.clipstreams.scoring.SimilarityPolicy;
import io.clipstreams.topology.CaptionLifecycle.AlertTransition;
import io.clipstreams.topology.CaptionLifecycle.Step;
import io.clipstreams.topology.state.CaptionState;
import io.clipstreams.topology.state.CaptionState.Caption;
import io.clipstreams.topology.state.CaptionState.Pair;
import io.clipstreams.topology.state.Fingerprint;
import io.clipstreams.topology.state.ImageSummary;
import io.clipstreams.topology.state.RecordOrigin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Every transition of docs/alerts.md, by its name there. */
class CaptionLifecycleTest {
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long WEEK = Duration.ofDays(7).toMillis();
  private static final long CLOCK = 1_000_000;
  private static final List<ScoredLabel> LABELS = List.of(new ScoredLabel("dog", 0.9f, 0.8f));
  private static final ImageSummary FITTING =
      new ImageSummary.Embedded(new Fingerprint(1, 1), new float[] {1, 0}, LABELS);
  private static final ImageSummary WRONG =
      new ImageSummary.Embedded(new Fingerprint(2, 2), new float[] {0, 1}, LABELS);
  private static final ImageSummary ALSO_WRONG =
      new ImageSummary.Embedded(new Fingerprint(3, 3), new float[] {-1, 0}, LABELS);
  private static final ImageSummary FAILED = new ImageSummary.Failed(new Fingerprint(4, 4));

  private static final SimilarityPolicy POLICY = new SimilarityPolicy(OptionalDouble.of(0.5), 0);
  private static final PairJudge SIMILARITY = judge(POLICY, new Fingerprint(9, 9));

  private final CaptionLifecycle lifecycle =
      new CaptionLifecycle(
          POLICY, new AlertTimes(Duration.ofMillis(HOUR), Duration.ofMillis(WEEK)));

  private static PairJudge judge(SimilarityPolicy policy, Fingerprint basis) {
    return new PairJudge() {
      @Override
      public Fingerprint basis() {
        return basis;
      }

      @Override
      public MatchResult judge(
          CaptionState.Caption caption, ImageSummary.Embedded image, boolean again) {
        return policy.judge(image.vector(), caption.vector(), References.none());
      }
    };
  }

  @Test
  void mismatchIsResolvedByAnotherThreshold() {
    CaptionState raised = judge(known("a dog"), WRONG, 10).state();
    SimilarityPolicy lenient = new SimilarityPolicy(OptionalDouble.of(-0.5), 0);
    CaptionLifecycle recalibrated =
        new CaptionLifecycle(
            lenient, new AlertTimes(Duration.ofMillis(HOUR), Duration.ofMillis(WEEK)));
    Step step =
        recalibrated.judged(
            raised, Optional.of(WRONG), judge(lenient, new Fingerprint(9, 8)), at(40));
    assertResolved(step, AlertResolution.RECALIBRATED, 40);
    assertThat(step.state().judgement().orElseThrow().basis()).contains(new Fingerprint(9, 8));
  }

  @Test
  void anAlertThatStaysOneUnderAnotherThresholdIsNotRepeated() {
    CaptionState raised = judge(known("a dog"), WRONG, 10).state();
    PairJudge other = judge(POLICY, new Fingerprint(9, 8));
    Step step = lifecycle.judged(raised, Optional.of(WRONG), other, at(40));
    assertThat(step.transitions()).isEmpty();
    assertThat(step.state().alert()).isEqualTo(raised.alert());
  }

  @Test
  void mismatchIsResolvedOnlyBeyondTheMargin() {
    CaptionState raised = judge(known("a dog"), WRONG, 10).state();
    assertThat(judgedAgain(raised, -0.1, 0.2).transitions()).isEmpty();
    assertResolved(judgedAgain(raised, -0.1, 0.05), AlertResolution.RECALIBRATED, 40);
  }

  /** The wrong image's cosine is 0. */
  private static Step judgedAgain(CaptionState raised, double threshold, double margin) {
    SimilarityPolicy other = new SimilarityPolicy(OptionalDouble.of(threshold), margin);
    return new CaptionLifecycle(
            other, new AlertTimes(Duration.ofMillis(HOUR), Duration.ofMillis(WEEK)))
        .judged(raised, Optional.of(WRONG), judge(other, new Fingerprint(9, 8)), at(40));
  }

  @Test
  void quietStaysQuietWhenThePairFits() {
    Step step = judge(known("a dog"), FITTING, 10);
    assertThat(step.transitions()).isEmpty();
    assertThat(step.state().alert()).isEmpty();
    assertThat(step.state().deadlines()).isEqualTo(CaptionState.Deadlines.NONE);
  }

  @Test
  void mismatchIsRaisedWithLabelsAndMatch() {
    Step step = judge(known("a dog"), WRONG, 10);
    CaptionState.OpenAlert alert = raised(step);
    assertThat(alert.reason()).isEqualTo(AlertReason.MISMATCH);
    assertThat(alert.raisedAt()).isEqualTo(10);
    assertThat(alert.imageLabels()).isEqualTo(LABELS);
    assertThat(alert.match().orElseThrow().score()).isLessThan(0.5f);
    assertThat(alert.imageVersion()).contains(WRONG.version());
  }

  @Test
  void mismatchIsNotRepeatedWhileItLasts() {
    CaptionState raised = judge(known("a dog"), WRONG, 10).state();
    assertThat(judge(raised, WRONG, 20).transitions()).isEmpty();
    assertThat(judge(raised, WRONG, 20).state().alert()).isEqualTo(raised.alert());
  }

  @Test
  void mismatchIsResolvedByAnotherCaptionAtTheCaptionsTime() {
    CaptionState raised = judge(known("a cat"), WRONG, 10).state();
    CaptionState replaced = raised.withCaption(caption("a dog", 20, Map.of()));
    Step step = judge(replaced, FITTING, 20);
    assertResolved(step, AlertResolution.CAPTION_CHANGED, 20);
    assertThat(resolved(step).alert().text()).isEqualTo("a cat");
    assertThat(step.state().deadlines().alertForgotten()).contains(CLOCK + WEEK);
  }

  @Test
  void mismatchOfAnotherCaptionIsRaisedAfterTheOldOneIsResolved() {
    CaptionState raised = judge(known("a cat"), WRONG, 10).state();
    Step step = judge(raised.withCaption(caption("a dog", 20, Map.of())), WRONG, 20);
    assertThat(step.transitions())
        .hasExactlyElementsOfTypes(AlertTransition.Resolved.class, AlertTransition.Raised.class);
    assertThat(step.state().alert().orElseThrow().text()).isEqualTo("a dog");
    assertThat(step.state().deadlines().alertForgotten()).isEmpty();
  }

  @Test
  void mismatchIsResolvedByAnotherImage() {
    CaptionState raised = judge(known("a dog"), WRONG, 10).state();
    assertResolved(judge(raised, FITTING, 30), AlertResolution.IMAGE_CHANGED, 30);
  }

  @Test
  void mismatchOfAnotherImageIsRaisedAfterTheOldOneIsResolved() {
    CaptionState raised = judge(known("a dog"), WRONG, 10).state();
    Step step = judge(raised, ALSO_WRONG, 30);
    assertThat(step.transitions()).hasSize(2);
    assertThat(((AlertTransition.Resolved) step.transitions().get(0)).resolution())
        .isEqualTo(AlertResolution.IMAGE_CHANGED);
    assertThat(step.state().alert().orElseThrow().imageVersion()).contains(ALSO_WRONG.version());
  }

  @Test
  void mismatchIsResolvedByTheImagesDeletionAndTheCaptionWaitsAgain() {
    CaptionState raised = judge(known("a dog"), WRONG, 10).state();
    Step step = lifecycle.judged(raised, Optional.empty(), SIMILARITY, at(30));
    assertResolved(step, AlertResolution.IMAGE_DELETED, 30);
    assertThat(step.state().deadlines().imageMissing()).contains(CLOCK + HOUR);
    assertThat(step.state().deadlines().alertForgotten()).contains(CLOCK + WEEK);
  }

  @Test
  void mismatchIsResolvedByTheCaptionsDeletion() {
    CaptionState raised = judge(known("a dog"), WRONG, 10).state();
    Step step = lifecycle.deleted(raised, at(30));
    assertResolved(step, AlertResolution.CAPTION_DELETED, 30);
    assertThat(step.state().caption()).isEmpty();
    assertThat(step.state().deadlines().alertForgotten()).contains(CLOCK + WEEK);
  }

  @Test
  void mismatchIsResolvedByACaptionThatFails() {
    CaptionState raised = judge(known("a dog"), WRONG, 10).state();
    assertResolved(lifecycle.failed(raised, at(30)), AlertResolution.CAPTION_CHANGED, 30);
  }

  @Test
  void mismatchIsResolvedByADecisionAndNotRaisedAgainForThatPair() {
    CaptionState raised = judge(known("a dog"), WRONG, 10).state();
    Pair pair = raised.alert().orElseThrow().pair();
    Step accepted = lifecycle.accepted(raised, pair, at(40));
    assertResolved(accepted, AlertResolution.ACCEPTED, 40);
    CaptionState fits = judge(accepted.state(), FITTING, 50).state();
    assertThat(judge(fits, WRONG, 60).transitions()).isEmpty();
    assertThat(raised(judge(fits, ALSO_WRONG, 60)).raisedAt()).isEqualTo(60);
    CaptionState other = accepted.state().withCaption(caption("a cat", 60, Map.of()));
    assertThat(raised(judge(other, WRONG, 70)).text()).isEqualTo("a cat");
  }

  @Test
  void mismatchIsResolvedByTheAttributeAndRaisedAgainWithoutIt() {
    CaptionState raised = judge(known("a dog"), WRONG, 10).state();
    Step accepted = lifecycle.attributesChanged(raised, accepting("a dog", 40), at(40));
    assertResolved(accepted, AlertResolution.ACCEPTED, 40);
    Step again =
        lifecycle.attributesChanged(accepted.state(), caption("a dog", 50, Map.of()), at(50));
    assertThat(raised(again).raisedAt()).isEqualTo(50);
    assertThat(raised(again).imageLabels()).isEqualTo(LABELS);
  }

  @Test
  void mismatchIsPreventedByTheAttribute() {
    CaptionState known = CaptionState.unknown().withCaption(accepting("a dog", 5));
    assertThat(judge(known, WRONG, 10).transitions()).isEmpty();
    assertThat(judge(known, FAILED, 10).transitions()).as("not a mismatch").hasSize(1);
  }

  @Test
  void mismatchIsResolvedAsImageFailedWhenTheImageFails() {
    CaptionState raised = judge(known("a dog"), WRONG, 10).state();
    Step step = judge(raised, FAILED, 30);
    assertThat(step.transitions()).hasSize(2);
    assertThat(((AlertTransition.Resolved) step.transitions().get(0)).resolution())
        .isEqualTo(AlertResolution.IMAGE_CHANGED);
    assertThat(step.state().alert().orElseThrow().reason()).isEqualTo(AlertReason.IMAGE_FAILED);
  }

  @Test
  void imageFailedIsRaisedAndResolvedByAnImageThatFits() {
    CaptionState raised = judge(known("a dog"), FAILED, 10).state();
    assertThat(raised.alert().orElseThrow().reason()).isEqualTo(AlertReason.IMAGE_FAILED);
    assertResolved(judge(raised, FITTING, 20), AlertResolution.IMAGE_CHANGED, 20);
  }

  @Test
  void imageFailedIsResolvedByADecision() {
    CaptionState raised = judge(known("a dog"), FAILED, 10).state();
    Pair pair = raised.alert().orElseThrow().pair();
    assertResolved(lifecycle.accepted(raised, pair, at(20)), AlertResolution.ACCEPTED, 20);
  }

  @Test
  void imageMissingIsRaisedWhenTheTimeIsOver() {
    CaptionState waiting =
        lifecycle.judged(known("a dog"), Optional.empty(), SIMILARITY, at(10)).state();
    assertThat(waiting.deadlines().imageMissing()).contains(CLOCK + HOUR);
    Step step = lifecycle.imageMissing(waiting, Moment.ofClock(CLOCK + HOUR));
    assertThat(raised(step).reason()).isEqualTo(AlertReason.IMAGE_MISSING);
    assertThat(raised(step).raisedAt()).isEqualTo(CLOCK + HOUR);
    assertThat(raised(step).imageVersion()).isEmpty();
    assertThat(step.state().deadlines()).isEqualTo(CaptionState.Deadlines.NONE);
  }

  @Test
  void imageMissingIsNotRaisedWhenTheImageCameInTime() {
    CaptionState waiting =
        lifecycle.judged(known("a dog"), Optional.empty(), SIMILARITY, at(10)).state();
    CaptionState scored = judge(waiting, FITTING, 20).state();
    assertThat(scored.deadlines().imageMissing()).isEmpty();
    assertThat(lifecycle.imageMissing(scored, at(30)).transitions()).isEmpty();
  }

  @Test
  void imageMissingIsResolvedByAnImage() {
    assertResolved(judge(missing(), FITTING, 20), AlertResolution.IMAGE_ARRIVED, 20);
  }

  @Test
  void imageMissingEndedByAWrongImageIsResolvedBeforeTheMismatchIsRaised() {
    assertArrivedThen(judge(missing(), WRONG, 20), AlertReason.MISMATCH);
  }

  @Test
  void imageMissingEndedByAFailingImageIsResolvedBeforeImageFailedIsRaised() {
    assertArrivedThen(judge(missing(), FAILED, 20), AlertReason.IMAGE_FAILED);
  }

  @Test
  void imageMissingIsResolvedByAnotherCaptionThatWaitsAnew() {
    CaptionState replaced = missing().withCaption(caption("a cat", 20, Map.of()));
    Step step = lifecycle.judged(replaced, Optional.empty(), SIMILARITY, at(20));
    assertResolved(step, AlertResolution.CAPTION_CHANGED, 20);
    assertThat(step.state().deadlines().imageMissing()).contains(CLOCK + HOUR);
  }

  @Test
  void imageMissingIsResolvedByTheCaptionsDeletion() {
    assertResolved(lifecycle.deleted(missing(), at(20)), AlertResolution.CAPTION_DELETED, 20);
  }

  @Test
  void imageMissingIsResolvedByADecisionAndNotRaisedAgain() {
    CaptionState missing = missing();
    Pair pair = missing.alert().orElseThrow().pair();
    Step accepted = lifecycle.accepted(missing, pair, at(20));
    assertResolved(accepted, AlertResolution.ACCEPTED, 20);
    assertThat(accepted.state().deadlines().imageMissing()).isEmpty();
  }

  @Test
  void imageMissingLastsWhenOtherAttributesCome() {
    CaptionState missing = missing();
    Step step =
        lifecycle.attributesChanged(missing, caption("a dog", 20, Map.of("shop", "n")), at(20));
    assertThat(step.transitions()).isEmpty();
    assertThat(step.state().alert()).isEqualTo(missing.alert());
  }

  @Test
  void otherAttributesDoNotMakeACaptionWaitLonger() {
    CaptionState waiting =
        lifecycle.judged(known("a dog"), Optional.empty(), SIMILARITY, at(10)).state();
    Moment later = new Moment(20, CLOCK + 5);
    Step step =
        lifecycle.attributesChanged(waiting, caption("a dog", 20, Map.of("shop", "n")), later);
    assertThat(step.state().deadlines()).isEqualTo(waiting.deadlines());
  }

  @Test
  void aResolvedAlertIsForgottenWhenItsTimeIsOver() {
    CaptionState raised = judge(known("a dog"), WRONG, 10).state();
    CaptionState resolved = judge(raised, FITTING, 20).state();
    Step step = lifecycle.alertForgotten(resolved, Moment.ofClock(CLOCK + WEEK));
    assertThat(step.transitions()).containsExactly(new AlertTransition.Forgotten(CLOCK + WEEK));
    assertThat(step.state().deadlines()).isEqualTo(CaptionState.Deadlines.NONE);
  }

  @Test
  void aResolvedAlertThatIsRaisedAgainIsNotForgotten() {
    CaptionState raised = judge(known("a dog"), WRONG, 10).state();
    CaptionState resolved = judge(raised, FITTING, 20).state();
    CaptionState again = judge(resolved, WRONG, 30).state();
    assertThat(again.deadlines().alertForgotten()).isEmpty();
    assertThat(lifecycle.alertForgotten(again, at(40)).transitions()).isEmpty();
  }

  @Test
  void nothingIsLeftOfADeletedCaptionOnceItsAlertIsForgotten() {
    CaptionState raised = judge(known("a dog"), WRONG, 10).state();
    CaptionState deleted = lifecycle.deleted(raised, at(20)).state();
    assertThat(deleted.isUnknown()).isFalse();
    assertThat(lifecycle.alertForgotten(deleted, at(30)).state().isUnknown()).isTrue();
  }

  @Test
  void theOldestOfManyAcceptedPairsIsDropped() {
    CaptionState state = known("a dog");
    for (int i = 0; i <= CaptionState.MOST_ACCEPTED; i++) {
      state = state.accepting(new Pair(new Fingerprint(i, i), Optional.empty()));
    }
    assertThat(state.accepted())
        .hasSize(CaptionState.MOST_ACCEPTED)
        .doesNotContain(new Pair(new Fingerprint(0, 0), Optional.empty()));
  }

  @Test
  void otherLabelsOfTheSameImageAreKeptForTheAlertsToCome() {
    CaptionState accepted =
        judge(CaptionState.unknown().withCaption(accepting("a dog", 5)), WRONG, 10).state();
    List<ScoredLabel> others = List.of(new ScoredLabel("cat", 0.5f, 0.6f));
    ImageSummary relabelled =
        new ImageSummary.Embedded(WRONG.version(), new float[] {0, 1}, others);
    Step step = judge(accepted, relabelled, 20);
    assertThat(step.transitions()).isEmpty();
    Step again = lifecycle.attributesChanged(step.state(), caption("a dog", 30, Map.of()), at(30));
    assertThat(raised(again).imageLabels()).isEqualTo(others);
  }

  private CaptionState missing() {
    CaptionState waiting =
        lifecycle.judged(known("a dog"), Optional.empty(), SIMILARITY, at(10)).state();
    return lifecycle.imageMissing(waiting, Moment.ofClock(CLOCK + HOUR)).state();
  }

  private Step judge(CaptionState state, ImageSummary image, long timestamp) {
    return lifecycle.judged(state, Optional.of(image), SIMILARITY, at(timestamp));
  }

  private static Moment at(long timestamp) {
    return new Moment(timestamp, CLOCK);
  }

  private static CaptionState known(String text) {
    return CaptionState.unknown().withCaption(caption(text, 5, Map.of()));
  }

  private static Caption accepting(String text, long timestamp) {
    return caption(text, timestamp, Map.of("clip.mismatch", "accept"));
  }

  /** Its embedding is that of the fitting image. */
  private static Caption caption(String text, long timestamp, Map<String, String> attributes) {
    return new Caption(
        "image",
        text,
        new float[] {1, 0},
        3,
        false,
        attributes,
        new RecordOrigin(timestamp, List.of()));
  }

  private static CaptionState.OpenAlert raised(Step step) {
    assertThat(step.transitions()).hasExactlyElementsOfTypes(AlertTransition.Raised.class);
    return ((AlertTransition.Raised) step.transitions().get(0)).alert();
  }

  private static AlertTransition.Resolved resolved(Step step) {
    assertThat(step.transitions()).hasExactlyElementsOfTypes(AlertTransition.Resolved.class);
    return (AlertTransition.Resolved) step.transitions().get(0);
  }

  private static void assertResolved(Step step, AlertResolution resolution, long timestamp) {
    assertThat(resolved(step).resolution()).isEqualTo(resolution);
    assertThat(resolved(step).timestamp()).isEqualTo(timestamp);
    assertThat(step.state().alert()).isEmpty();
  }

  private static void assertArrivedThen(Step step, AlertReason reason) {
    assertThat(step.transitions())
        .hasExactlyElementsOfTypes(AlertTransition.Resolved.class, AlertTransition.Raised.class);
    assertThat(((AlertTransition.Resolved) step.transitions().get(0)).resolution())
        .isEqualTo(AlertResolution.IMAGE_ARRIVED);
    assertThat(step.state().alert().orElseThrow().reason()).isEqualTo(reason);
  }
}
