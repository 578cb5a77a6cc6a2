package io.clipstreams.app;

import io.clipstreams.Embedding;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.LabelScore;
import io.clipstreams.Match;
import io.clipstreams.MismatchAlert;
import io.clipstreams.web.api.AlertView;
import io.clipstreams.web.api.CaptionView;
import io.clipstreams.web.api.ImageView;
import io.clipstreams.web.api.LabelView;
import io.clipstreams.web.api.MatchView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Records of the stream as the HTTP API shows them. */
final class Views {
  private Views() {}

  static ImageView image(EnrichedImage image) {
    return new ImageView(
        image.getImageId(),
        image.getContentSha256(),
        image.getMediaType(),
        image.getWidth(),
        image.getHeight(),
        labels(image.getLabels()),
        new TreeMap<>(image.getAttributes()),
        image.getEventTime(),
        image.getEmbedding().getModelRevision(),
        thumbnail(image),
        Optional.of(vector(image.getEmbedding())));
  }

  /** The same without its vector. */
  static ImageView imageOnly(EnrichedImage image) {
    return image(image).withoutEmbedding();
  }

  static Optional<String> thumbnail(EnrichedImage image) {
    return image.getThumbnail() == null
        ? Optional.empty()
        : Optional.of(ImageView.thumbnailPath(image.getImageId()));
  }

  static CaptionView caption(EnrichedCaption caption) {
    return new CaptionView(
        caption.getCaptionId(),
        caption.getImageId(),
        caption.getText(),
        caption.getTokens(),
        caption.getTruncated(),
        caption.getStatus().name(),
        Optional.ofNullable(caption.getMatch()).map(Views::match),
        new TreeMap<>(caption.getAttributes()),
        caption.getEventTime(),
        caption.getEmbedding().getModelRevision(),
        Optional.of(vector(caption.getEmbedding())));
  }

  /** The same without its vector. */
  static CaptionView captionOnly(EnrichedCaption caption) {
    return caption(caption).withoutEmbedding();
  }

  /**
   * @param thumbnail of the alert's image, if it has one now
   */
  static AlertView alert(MismatchAlert alert, Optional<String> thumbnail) {
    return new AlertView(
        alert.getCaptionId(),
        alert.getImageId(),
        alert.getText(),
        alert.getState().name(),
        alert.getReason().name(),
        Optional.ofNullable(alert.getMatch()).map(Views::match),
        labels(alert.getImageLabels()),
        alert.getModelRevision(),
        alert.getRaisedAt(),
        Optional.ofNullable(alert.getResolvedAt()),
        Optional.ofNullable(alert.getResolution()).map(Enum::name),
        thumbnail);
  }

  private static MatchView match(Match match) {
    return new MatchView(
        match.getSimilarity(),
        Optional.ofNullable(match.getContrastImages()),
        Optional.ofNullable(match.getContrastCaptions()),
        match.getScore(),
        match.getThreshold(),
        match.getPolicy(),
        match.getVerdict().name());
  }

  private static Map<String, List<LabelView>> labels(Map<String, List<LabelScore>> bySet) {
    return bySet.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, set -> labels(set.getValue()), (a, b) -> a, TreeMap::new));
  }

  private static List<LabelView> labels(List<LabelScore> labels) {
    return labels.stream()
        .map(
            label -> new LabelView(label.getLabel(), label.getSimilarity(), label.getProbability()))
        .toList();
  }

  private static float[] vector(Embedding embedding) {
    float[] vector = new float[embedding.getVector().size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = embedding.getVector().get(i);
    }
    return vector;
  }
}
