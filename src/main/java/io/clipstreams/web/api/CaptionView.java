package io.clipstreams.web.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An enriched caption.
 *
 * @param captionId its key
 * @param imageId the image that it speaks of
 * @param text the caption
 * @param tokens before truncation, special tokens included
 * @param truncated whether it was longer than the model's context
 * @param status PENDING_IMAGE, SCORED or IMAGE_FAILED
 * @param match the judgement, if it is scored
 * @param attributes of the producer
 * @param eventTime the caption record's timestamp
 * @param modelRevision of the model that embedded it
 * @param embedding its vector; left out unless asked for
 */
public record CaptionView(
    String captionId,
    String imageId,
    String text,
    int tokens,
    boolean truncated,
    String status,
    Optional<MatchView> match,
    Map<String, String> attributes,
    Instant eventTime,
    String modelRevision,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<float[]> embedding) {
  public CaptionView {
    Objects.requireNonNull(captionId, "captionId");
    Objects.requireNonNull(match, "match");
    Objects.requireNonNull(embedding, "embedding");
  }

  /** The same without its vector. */
  public CaptionView withoutEmbedding() {
    return new CaptionView(
        captionId,
        imageId,
        text,
        tokens,
        truncated,
        status,
        match,
        attributes,
        eventTime,
        modelRevision,
        Optional.empty());
  }
}
