package io.clipstreams.topology;

import io.clipstreams.AlertReason;
import io.clipstreams.AlertResolution;
import io.clipstreams.CaptionStatus;
import io.clipstreams.scoring.MatchResult;
import io.clipstreams.scoring.MismatchPolicy;
import io.clipstreams.scoring.References;
import io.clipstreams.scoring.ScoredLabel;
import io.clipstreams.topology.state.CaptionState;
import io.clipstreams.topology.state.CaptionState.Caption;
import io.clipstreams.topology.state.CaptionState.Judgement;
import io.clipstreams.topology.state.CaptionState.OpenAlert;
import io.clipstreams.topology.state.Fingerprint;
import io.clipstreams.topology.state.ImageSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What becomes of a caption, its judgement and its alert when the caption or its image changes.
 * Pure: it neither stores nor sends.
 *
 * <p>An alert belongs to a caption version, an image version and a reason. When one of them changes
 * it is resolved; if the new judgement is an alert again, that is raised after it.
 */
final class CaptionLifecycle {
  private final MismatchPolicy policy;

  CaptionLifecycle(MismatchPolicy policy) {
    this.policy = Objects.requireNonNull(policy, "policy");
  }

  /**
   * The join has answered for the latest version of the caption.
   *
   * @param before what was remembered; its caption is present
   * @param image what is known of its image, if it has come
   * @param timestamp of the record that caused the answer
   */
  Step judged(CaptionState before, Optional<ImageSummary> image, long timestamp) {
    Caption caption = before.caption().orElseThrow();
    if (before.judgement().filter(judgement -> isOf(judgement, image)).isPresent()) {
      return new Step(before, List.of());
    }
    Judgement judgement = judge(caption, image);
    Optional<OpenAlert> due = alertDue(before, caption, judgement, image, timestamp);
    List<AlertTransition> transitions = new ArrayList<>();
    Optional<OpenAlert> open = before.alert();
    if (open.isPresent() && due.isPresent() && isSamePair(open.get(), due.get())) {
      due = open;
    } else {
      open.ifPresent(
          alert -> transitions.add(resolution(alert, caption, judgement.status(), timestamp)));
      due.ifPresent(alert -> transitions.add(new AlertTransition.Raised(alert)));
    }
    return new Step(
        new CaptionState(before.caption(), Optional.of(judgement), before.published(), due),
        transitions);
  }

  /** The caption's latest version could not be processed. */
  Step failed(CaptionState before, long timestamp) {
    return ended(before, AlertResolution.CAPTION_CHANGED, timestamp);
  }

  /** The caption was deleted. */
  Step deleted(CaptionState before, long timestamp) {
    return ended(before, AlertResolution.CAPTION_DELETED, timestamp);
  }

  private static Step ended(CaptionState before, AlertResolution resolution, long timestamp) {
    List<AlertTransition> transitions =
        before.alert().stream()
            .<AlertTransition>map(
                alert -> new AlertTransition.Resolved(alert, resolution, timestamp))
            .toList();
    return new Step(
        new CaptionState(Optional.empty(), Optional.empty(), before.published(), Optional.empty()),
        transitions);
  }

  private Judgement judge(Caption caption, Optional<ImageSummary> image) {
    Optional<Fingerprint> version = image.map(ImageSummary::version);
    if (image.isEmpty()) {
      return new Judgement(CaptionStatus.PENDING_IMAGE, version, Optional.empty());
    }
    if (image.get() instanceof ImageSummary.Embedded embedded) {
      MatchResult match = policy.judge(embedded.vector(), caption.vector(), References.none());
      return new Judgement(CaptionStatus.SCORED, version, Optional.of(match));
    }
    return new Judgement(CaptionStatus.IMAGE_FAILED, version, Optional.empty());
  }

  private Optional<OpenAlert> alertDue(
      CaptionState before,
      Caption caption,
      Judgement judgement,
      Optional<ImageSummary> image,
      long timestamp) {
    boolean alerted =
        before.alert().filter(alert -> alert.reason() == AlertReason.MISMATCH).isPresent();
    Optional<AlertReason> reason =
        switch (judgement.status()) {
          case PENDING_IMAGE -> Optional.empty();
          case IMAGE_FAILED -> Optional.of(AlertReason.IMAGE_FAILED);
          case SCORED ->
              policy.alerts(judgement.match().orElseThrow(), alerted)
                  ? Optional.of(AlertReason.MISMATCH)
                  : Optional.empty();
        };
    return reason.map(
        why ->
            new OpenAlert(
                caption.version(),
                judgement.imageVersion(),
                why,
                caption.imageId(),
                caption.text(),
                judgement.match(),
                labels(image),
                timestamp));
  }

  private static List<ScoredLabel> labels(Optional<ImageSummary> image) {
    return image
        .filter(ImageSummary.Embedded.class::isInstance)
        .map(summary -> ((ImageSummary.Embedded) summary).bestLabels())
        .orElse(List.of());
  }

  private static AlertTransition.Resolved resolution(
      OpenAlert alert, Caption caption, CaptionStatus status, long timestamp) {
    if (!alert.captionVersion().equals(caption.version())) {
      return new AlertTransition.Resolved(
          alert, AlertResolution.CAPTION_CHANGED, caption.origin().timestamp());
    }
    AlertResolution cause =
        status == CaptionStatus.PENDING_IMAGE
            ? AlertResolution.IMAGE_DELETED
            : alert.reason() == AlertReason.IMAGE_MISSING
                ? AlertResolution.IMAGE_ARRIVED
                : AlertResolution.IMAGE_CHANGED;
    return new AlertTransition.Resolved(alert, cause, timestamp);
  }

  private static boolean isOf(Judgement judgement, Optional<ImageSummary> image) {
    return judgement.imageVersion().equals(image.map(ImageSummary::version))
        && (judgement.status() == CaptionStatus.IMAGE_FAILED)
            == image.filter(ImageSummary.Failed.class::isInstance).isPresent();
  }

  private static boolean isSamePair(OpenAlert open, OpenAlert due) {
    return open.captionVersion().equals(due.captionVersion())
        && open.imageVersion().equals(due.imageVersion())
        && open.reason() == due.reason();
  }

  /**
   * What follows.
   *
   * @param state to remember
   * @param transitions of the alert, in order
   */
  record Step(CaptionState state, List<AlertTransition> transitions) {
    Step {
      transitions = List.copyOf(transitions);
    }
  }

  /** An alert opens or closes. */
  sealed interface AlertTransition {
    /** It opens. */
    record Raised(OpenAlert alert) implements AlertTransition {}

    /** It closes. */
    record Resolved(OpenAlert alert, AlertResolution resolution, long timestamp)
        implements AlertTransition {}
  }
}
