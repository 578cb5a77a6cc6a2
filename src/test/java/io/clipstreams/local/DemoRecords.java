package io.clipstreams.local;

import io.clipstreams.AlertReason;
import io.clipstreams.AlertState;
import io.clipstreams.CaptionStatus;
import io.clipstreams.Embedding;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.LabelScore;
import io.clipstreams.Match;
import io.clipstreams.MismatchAlert;
import io.clipstreams.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Output records as short as their schemas allow. */
final class DemoRecords {
  private static final Embedding EMBEDDING =
      Embedding.newBuilder()
          .setVector(List.of(1f))
          .setModel("tiny")
          .setModelRevision("0")
          .setNormalized(true)
          .build();

  private DemoRecords() {}

  static EnrichedImage image(String id, LabelScore... labels) {
    return EnrichedImage.newBuilder()
        .setImageId(id)
        .setEmbedding(EMBEDDING)
        .setContentSha256("00")
        .setMediaType("image/jpeg")
        .setWidth(1)
        .setHeight(1)
        .setLabels(Map.of("default", List.of(labels)))
        .setEventTime(Instant.EPOCH)
        .build();
  }

  static LabelScore label(String label, float probability) {
    return LabelScore.newBuilder()
        .setLabel(label)
        .setSimilarity(0.25f)
        .setProbability(probability)
        .build();
  }

  static EnrichedCaption pending(String id, String imageId) {
    return caption(id, imageId, CaptionStatus.PENDING_IMAGE).build();
  }

  static EnrichedCaption failed(String id, String imageId) {
    return caption(id, imageId, CaptionStatus.IMAGE_FAILED).build();
  }

  static EnrichedCaption scored(String id, String imageId, Verdict verdict) {
    Match match =
        Match.newBuilder()
            .setSimilarity(0.3126f)
            .setScore(0.3126f)
            .setThreshold(0.2f)
            .setPolicy("similarity")
            .setVerdict(verdict)
            .build();
    return caption(id, imageId, CaptionStatus.SCORED).setMatch(match).build();
  }

  static MismatchAlert alert(String captionId, AlertState state) {
    return MismatchAlert.newBuilder()
        .setCaptionId(captionId)
        .setImageId("image")
        .setText("text")
        .setState(state)
        .setReason(AlertReason.MISMATCH)
        .setImageLabels(List.of())
        .setModelRevision("0")
        .setRaisedAt(Instant.EPOCH)
        .build();
  }

  private static EnrichedCaption.Builder caption(String id, String imageId, CaptionStatus status) {
    return EnrichedCaption.newBuilder()
        .setCaptionId(id)
        .setImageId(imageId)
        .setText("text of " + id)
        .setEmbedding(EMBEDDING)
        .setTokens(3)
        .setTruncated(false)
        .setStatus(status)
        .setEventTime(Instant.EPOCH);
  }
}
