package io.clipstreams.topology;

import io.clipstreams.AlertResolution;
import io.clipstreams.AlertState;
import io.clipstreams.Embedding;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.LabelScore;
import io.clipstreams.Match;
import io.clipstreams.MismatchAlert;
import io.clipstreams.scoring.MatchResult;
import io.clipstreams.scoring.ScoredLabel;
import io.clipstreams.scoring.Vectors;
import io.clipstreams.topology.state.CaptionState;
import io.clipstreams.topology.state.Fingerprint;
import io.clipstreams.topology.state.ImageState;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.avro.generic.PrimitivesArrays;

/** Makes the output records of what the application remembers. */
final class EnrichedRecords {
  private final ModelIdentity model;
  private final boolean normalize;

  /**
   * @param model the model that embeds
   * @param normalize whether published vectors have length 1
   */
  EnrichedRecords(ModelIdentity model, boolean normalize) {
    this.model = Objects.requireNonNull(model, "model");
    this.normalize = normalize;
  }

  /** The vector to publish and remember, of the one that the model gave. */
  float[] vector(float[] raw) {
    return normalize ? Vectors.normalize(raw) : raw;
  }

  EnrichedImage image(
      String imageId, ImageState.Embedded image, Map<String, List<ScoredLabel>> labels) {
    Map<String, List<LabelScore>> scores = new TreeMap<>();
    labels.forEach((set, best) -> scores.put(set, scores(best)));
    return new EnrichedImage(
        imageId,
        embedding(image.vector()),
        Fingerprint.hex(image.contentSha256()),
        image.mediaType(),
        image.width(),
        image.height(),
        scores,
        image.thumbnail().map(ByteBuffer::wrap).orElse(null),
        image.attributes(),
        Instant.ofEpochMilli(image.origin().timestamp()));
  }

  EnrichedCaption caption(
      String captionId, CaptionState.Caption caption, CaptionState.Judgement judgement) {
    return new EnrichedCaption(
        captionId,
        caption.imageId(),
        caption.text(),
        embedding(caption.vector()),
        caption.tokens(),
        caption.truncated(),
        judgement.status(),
        judgement.match().map(EnrichedRecords::match).orElse(null),
        caption.attributes(),
        Instant.ofEpochMilli(caption.origin().timestamp()));
  }

  MismatchAlert raised(String captionId, CaptionState.OpenAlert alert) {
    return alert(captionId, alert, AlertState.RAISED, null, null);
  }

  MismatchAlert resolved(
      String captionId, CaptionState.OpenAlert alert, AlertResolution resolution, long resolvedAt) {
    return alert(
        captionId, alert, AlertState.RESOLVED, Instant.ofEpochMilli(resolvedAt), resolution);
  }

  private MismatchAlert alert(
      String captionId,
      CaptionState.OpenAlert alert,
      AlertState state,
      Instant resolvedAt,
      AlertResolution resolution) {
    return new MismatchAlert(
        captionId,
        alert.imageId(),
        alert.text(),
        state,
        alert.reason(),
        alert.match().map(EnrichedRecords::match).orElse(null),
        scores(alert.imageLabels()),
        model.revision(),
        Instant.ofEpochMilli(alert.raisedAt()),
        resolvedAt,
        resolution,
        alert.imageVersion().map(Fingerprint::toHex).orElse(null));
  }

  private Embedding embedding(float[] vector) {
    PrimitivesArrays.FloatArray values =
        new PrimitivesArrays.FloatArray(
            vector.length, Embedding.getClassSchema().getField("vector").schema());
    for (int i = 0; i < vector.length; i++) {
      values.add(i, vector[i]);
    }
    return new Embedding(values, model.name(), model.revision(), normalize);
  }

  private static List<LabelScore> scores(List<ScoredLabel> labels) {
    return labels.stream()
        .map(label -> new LabelScore(label.label(), label.similarity(), label.probability()))
        .toList();
  }

  private static Match match(MatchResult match) {
    return new Match(
        match.similarity(),
        match.contrastImages().orElse(null),
        match.contrastCaptions().orElse(null),
        match.score(),
        match.threshold(),
        match.policy(),
        match.verdict());
  }
}
