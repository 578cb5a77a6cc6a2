package io.clipstreams.web.api;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An alert.
 *
 * @param captionId whose alert it is
 * @param imageId the caption's image
 * @param text the caption
 * @param state RAISED or RESOLVED
 * @param reason MISMATCH, IMAGE_MISSING or IMAGE_FAILED
 * @param match the judgement that raised it, if there was one
 * @param imageLabels what the image seemed to show
 * @param modelRevision of the model
 * @param raisedAt when it was raised
 * @param resolvedAt when it was resolved, if it was
 * @param resolution what resolved it
 * @param thumbnail the path of the image's thumbnail, if it has one now
 */
public record AlertView(
    String captionId,
    String imageId,
    String text,
    String state,
    String reason,
    Optional<MatchView> match,
    List<LabelView> imageLabels,
    String modelRevision,
    Instant raisedAt,
    Optional<Instant> resolvedAt,
    Optional<String> resolution,
    Optional<String> thumbnail) {
  public AlertView {
    Objects.requireNonNull(captionId, "captionId");
    Objects.requireNonNull(match, "match");
    Objects.requireNonNull(resolvedAt, "resolvedAt");
    Objects.requireNonNull(resolution, "resolution");
    Objects.requireNonNull(thumbnail, "thumbnail");
  }
}
