package io.clipstreams.topology;

import io.clipstreams.AlertReason;
import io.clipstreams.AlertResolution;
import io.clipstreams.CaptionStatus;
import io.clipstreams.scoring.MismatchPolicy;
import io.clipstreams.scoring.ScoredLabel;
import io.clipstreams.topology.state.CaptionState;
import io.clipstreams.topology.state.CaptionState.Caption;
import io.clipstreams.topology.state.CaptionState.Deadlines;
import io.clipstreams.topology.state.CaptionState.Judgement;
import io.clipstreams.topology.state.CaptionState.OpenAlert;
import io.clipstreams.topology.state.CaptionState.Pair;
import io.clipstreams.topology.state.Fingerprint;
import io.clipstreams.topology.state.ImageSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * What becomes of a caption, its judgement and its alert when the caption or its image changes,
 * when somebody accepts them, and when time passes. Pure: it neither stores nor sends.
 *
 * <p>An alert belongs to a caption version, an image version and a reason. When one of them changes
 * it is resolved; if the new judgement is an alert again, that is raised after it. docs/alerts.md
 * draws it.
 */
final class CaptionLifecycle {
  /** The attribute of a caption that says what becomes of a mismatch. */
  static final String MISMATCH_ATTRIBUTE = "clip.mismatch";

  /** The attribute's value that prevents an alert. */
  static final String ACCEPT = "accept";

  private final MismatchPolicy policy;
  private final AlertTimes times;

  CaptionLifecycle(MismatchPolicy policy, AlertTimes times) {
    this.policy = Objects.requireNonNull(policy, "policy");
    this.times = Objects.requireNonNull(times, "times");
  }

  /**
   * The join has answered for the latest version of the caption.
   *
   * @param before what was remembered; its caption is present
   * @param image what is known of its image, if it has come
   * @param judge judges the two; of the same versions only if the verdict rests on something old
   */
  Step judged(CaptionState before, Optional<ImageSummary> image, PairJudge judge, Moment moment) {
    Optional<Judgement> known = before.judgement().filter(judgement -> isOf(judgement, image));
    if (known.filter(judgement -> holds(judgement, judge)).isPresent()) {
      // Other labels alone are no other version: they are for the alerts to come.
      return Step.quiet(before, before.withJudgement(known.get().withLabels(labels(image))));
    }
    Caption caption = before.caption().orElseThrow();
    CaptionState now = before.withJudgement(judge(caption, image, judge, known.isPresent()));
    return settle(before, now, alert -> changed(alert, now, moment), dueAlert(now, moment), moment);
  }

  /** The latest version of the caption was sent again with other attributes. */
  Step attributesChanged(CaptionState before, Caption caption, Moment moment) {
    return reconsidered(before, before.withAttributesOf(caption), moment);
  }

  /** Somebody accepts a version of the caption with a version of its image. */
  Step accepted(CaptionState before, Pair pair, Moment moment) {
    return reconsidered(before, before.accepting(pair), moment);
  }

  /** What the alert belongs to is as before, but may have been accepted, or not any longer. */
  private Step reconsidered(CaptionState before, CaptionState now, Moment moment) {
    if (now.judgement().isEmpty()) {
      return Step.quiet(before, now);
    }
    return settle(
        before,
        now,
        alert -> new AlertTransition.Resolved(alert, AlertResolution.ACCEPTED, moment.timestamp()),
        dueAlert(now, moment),
        moment);
  }

  /** The caption's latest version could not be processed. */
  Step failed(CaptionState before, Moment moment) {
    CaptionState now =
        new CaptionState(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            before.alert(),
            before.accepted(),
            before.deadlines());
    return ended(before, now, AlertResolution.CAPTION_CHANGED, moment);
  }

  /** The caption was deleted, and what was accepted of it with it. */
  Step deleted(CaptionState before, Moment moment) {
    CaptionState now = CaptionState.unknown().withDeadlines(before.deadlines());
    return ended(before, now, AlertResolution.CAPTION_DELETED, moment);
  }

  private Step ended(
      CaptionState before, CaptionState now, AlertResolution resolution, Moment moment) {
    return settle(
        before,
        now,
        alert -> new AlertTransition.Resolved(alert, resolution, moment.timestamp()),
        Optional.empty(),
        moment);
  }

  /** The time that a caption waits for its image is over. */
  Step imageMissing(CaptionState before, Moment moment) {
    boolean missing =
        before.alert().isEmpty() && waitsForImage(before) && !isAccepted(before, Optional.empty());
    if (!missing) {
      Deadlines left = new Deadlines(Optional.empty(), before.deadlines().alertForgotten());
      return Step.quiet(before, before.withDeadlines(left));
    }
    OpenAlert alert = alert(before, AlertReason.IMAGE_MISSING, moment);
    return settle(
        before, before, open -> changed(open, before, moment), Optional.of(alert), moment);
  }

  /** The record of the resolved alert has been kept for long enough. */
  Step alertForgotten(CaptionState before, Moment moment) {
    Deadlines left = new Deadlines(before.deadlines().imageMissing(), Optional.empty());
    List<AlertTransition> transitions =
        before.alert().isEmpty()
            ? List.of(new AlertTransition.Forgotten(moment.timestamp()))
            : List.of();
    return new Step(before, before.withDeadlines(left), transitions);
  }

  private Step settle(
      CaptionState before,
      CaptionState now,
      Function<OpenAlert, AlertTransition.Resolved> resolution,
      Optional<OpenAlert> dueNow,
      Moment moment) {
    Optional<OpenAlert> open = before.alert();
    if (open.isPresent() && dueNow.isPresent() && isSame(open.get(), dueNow.get())) {
      return step(before, now.withAlert(open), List.of(), moment);
    }
    List<AlertTransition> transitions = new ArrayList<>();
    open.ifPresent(alert -> transitions.add(resolution.apply(alert)));
    dueNow.ifPresent(alert -> transitions.add(new AlertTransition.Raised(alert)));
    return step(before, now.withAlert(dueNow), transitions, moment);
  }

  private Step step(
      CaptionState before, CaptionState now, List<AlertTransition> transitions, Moment moment) {
    Deadlines deadlines =
        new Deadlines(
            imageMissing(before, now, moment.wallClock()),
            alertForgotten(before, now, moment.wallClock()));
    return new Step(before, now.withDeadlines(deadlines), transitions);
  }

  /** Each version of a caption waits anew, and goes on waiting while it is the same. */
  private Optional<Long> imageMissing(CaptionState before, CaptionState now, long wallClock) {
    if (!waitsForImage(now) || now.alert().isPresent() || isAccepted(now, Optional.empty())) {
      return Optional.empty();
    }
    Optional<Long> set = before.deadlines().imageMissing();
    return before.pair().equals(now.pair()) && set.isPresent()
        ? set
        : Optional.of(wallClock + times.imageMissingAfter().toMillis());
  }

  private Optional<Long> alertForgotten(CaptionState before, CaptionState now, long wallClock) {
    if (now.alert().isPresent()) {
      return Optional.empty();
    }
    return before.alert().isPresent()
        ? Optional.of(wallClock + times.resolvedRetention().toMillis())
        : before.deadlines().alertForgotten();
  }

  private static boolean waitsForImage(CaptionState state) {
    return state
        .judgement()
        .filter(judgement -> judgement.status() == CaptionStatus.PENDING_IMAGE)
        .isPresent();
  }

  private static Judgement judge(
      Caption caption, Optional<ImageSummary> image, PairJudge judge, boolean again) {
    Optional<Fingerprint> version = image.map(ImageSummary::version);
    if (image.isEmpty()) {
      return unscored(CaptionStatus.PENDING_IMAGE, version);
    }
    if (image.get() instanceof ImageSummary.Embedded embedded) {
      Fingerprint basis = judge.basis();
      return new Judgement(
          CaptionStatus.SCORED,
          version,
          Optional.of(judge.judge(caption, embedded, again)),
          embedded.bestLabels(),
          Optional.of(basis));
    }
    return unscored(CaptionStatus.IMAGE_FAILED, version);
  }

  private static Judgement unscored(CaptionStatus status, Optional<Fingerprint> version) {
    return new Judgement(status, version, Optional.empty(), List.of(), Optional.empty());
  }

  private static boolean holds(Judgement judgement, PairJudge judge) {
    return judgement.status() != CaptionStatus.SCORED
        || judgement.basis().equals(Optional.of(judge.basis()));
  }

  /** The alert that has to stand now: the one that stands, if it is due still. */
  private Optional<OpenAlert> dueAlert(CaptionState now, Moment moment) {
    Judgement judgement = now.judgement().orElseThrow();
    if (isAccepted(now, judgement.imageVersion())) {
      return Optional.empty();
    }
    return switch (judgement.status()) {
      case PENDING_IMAGE ->
          now.alert()
              .filter(alert -> alert.reason() == AlertReason.IMAGE_MISSING)
              .filter(alert -> Optional.of(alert.pair()).equals(now.pair()));
      case IMAGE_FAILED -> Optional.of(alert(now, AlertReason.IMAGE_FAILED, moment));
      case SCORED ->
          isMismatch(now, judgement)
              ? Optional.of(alert(now, AlertReason.MISMATCH, moment))
              : Optional.empty();
    };
  }

  private boolean isMismatch(CaptionState now, Judgement judgement) {
    boolean alerted =
        now.alert().filter(alert -> alert.reason() == AlertReason.MISMATCH).isPresent();
    boolean accepted =
        ACCEPT.equals(now.caption().orElseThrow().attributes().get(MISMATCH_ATTRIBUTE));
    return !accepted && policy.alerts(judgement.match().orElseThrow(), alerted);
  }

  private static boolean isAccepted(CaptionState state, Optional<Fingerprint> imageVersion) {
    return state
        .caption()
        .map(caption -> new Pair(caption.version(), imageVersion))
        .filter(state.accepted()::contains)
        .isPresent();
  }

  private static OpenAlert alert(CaptionState state, AlertReason reason, Moment moment) {
    Caption caption = state.caption().orElseThrow();
    Judgement judgement = state.judgement().orElseThrow();
    return new OpenAlert(
        caption.version(),
        judgement.imageVersion(),
        reason,
        caption.imageId(),
        caption.text(),
        judgement.match(),
        judgement.imageLabels(),
        moment.timestamp());
  }

  private static List<ScoredLabel> labels(Optional<ImageSummary> image) {
    return image
        .filter(ImageSummary.Embedded.class::isInstance)
        .map(summary -> ((ImageSummary.Embedded) summary).bestLabels())
        .orElse(List.of());
  }

  private static AlertTransition.Resolved changed(
      OpenAlert alert, CaptionState now, Moment moment) {
    Caption caption = now.caption().orElseThrow();
    if (!alert.captionVersion().equals(caption.version())) {
      return new AlertTransition.Resolved(
          alert, AlertResolution.CAPTION_CHANGED, caption.origin().timestamp());
    }
    AlertResolution cause =
        Optional.of(alert.pair()).equals(now.pair()) && alert.reason() == AlertReason.MISMATCH
            ? AlertResolution.RECALIBRATED
            : waitsForImage(now)
                ? AlertResolution.IMAGE_DELETED
                : alert.reason() == AlertReason.IMAGE_MISSING
                    ? AlertResolution.IMAGE_ARRIVED
                    : AlertResolution.IMAGE_CHANGED;
    return new AlertTransition.Resolved(alert, cause, moment.timestamp());
  }

  private static boolean isOf(Judgement judgement, Optional<ImageSummary> image) {
    return judgement.imageVersion().equals(image.map(ImageSummary::version))
        && (judgement.status() == CaptionStatus.IMAGE_FAILED)
            == image.filter(ImageSummary.Failed.class::isInstance).isPresent();
  }

  private static boolean isSame(OpenAlert open, OpenAlert due) {
    return open.pair().equals(due.pair()) && open.reason() == due.reason();
  }

  /**
   * What follows.
   *
   * @param before what was remembered
   * @param state to remember
   * @param transitions of the alert, in order
   */
  record Step(CaptionState before, CaptionState state, List<AlertTransition> transitions) {
    Step {
      transitions = List.copyOf(transitions);
    }

    /** Nothing happens to the alert. */
    static Step quiet(CaptionState before, CaptionState state) {
      return new Step(before, state, List.of());
    }
  }

  /** An alert opens or closes. */
  sealed interface AlertTransition {
    /** It opens. */
    record Raised(OpenAlert alert) implements AlertTransition {}

    /** It closes. */
    record Resolved(OpenAlert alert, AlertResolution resolution, long timestamp)
        implements AlertTransition {}

    /** Its record is deleted. */
    record Forgotten(long timestamp) implements AlertTransition {}
  }
}
