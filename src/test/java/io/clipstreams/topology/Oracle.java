package io.clipstreams.topology;

import io.clipstreams.AlertReason;
import io.clipstreams.CaptionStatus;
import io.clipstreams.inference.FakeEncoder;
import io.clipstreams.scoring.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a batch job over the latest inputs would give: two maps and no stream. It shares no code
 * with the topology but the arithmetic of vectors.
 */
public final class Oracle {
  private final Map<String, String> images = new HashMap<>();
  private final Map<String, CaptionInput> captions = new HashMap<>();
  private List<String> labels = List.of();
  private final Map<String, Set<AcceptedPair>> accepted = new HashMap<>();
  private final Map<String, CaptionInput> missing = new HashMap<>();
  private int failures;

  public void labels(List<String> names) {
    labels = names;
  }

  public void image(String id, String content) {
    images.put(id, content);
    if (isBad(content)) {
      failures++;
    }
    noticeArrivals();
  }

  public void deleteImage(String id) {
    images.remove(id);
    noticeArrivals();
  }

  public void caption(String id, String imageId, String text, boolean accept) {
    captions.put(id, new CaptionInput(imageId, text, accept));
    if (isBad(text)) {
      failures++;
    }
    noticeArrivals();
  }

  public void deleteCaption(String id) {
    captions.remove(id);
    accepted.remove(id);
    noticeArrivals();
  }

  /** A decision about a caption that is not there is void. */
  public void accept(String id, String imageId, String text, Optional<String> imageContent) {
    if (enrichedCaption(id).isPresent()) {
      accepted
          .computeIfAbsent(id, key -> new HashSet<>())
          .add(new AcceptedPair(imageId, text, imageContent));
    }
  }

  /** More time passes than a caption waits for its image. */
  public void pass() {
    captions.forEach(
        (id, caption) -> {
          if (enrichedCaption(id).filter(ExpectedCaption::isPending).isPresent()) {
            missing.put(id, caption);
          }
        });
  }

  /** A caption that was missing its image waits anew once the image came, or it was replaced. */
  private void noticeArrivals() {
    missing
        .entrySet()
        .removeIf(
            entry -> {
              Optional<ExpectedCaption> now = enrichedCaption(entry.getKey());
              return now.filter(ExpectedCaption::isPending)
                  .filter(caption -> caption.input.isSameVersion(entry.getValue()))
                  .isEmpty();
            });
  }

  /** The reason of the alert that has to stand for a caption. */
  public Optional<AlertReason> alert(String id) {
    return enrichedCaption(id).flatMap(caption -> alert(id, caption));
  }

  private Optional<AlertReason> alert(String id, ExpectedCaption caption) {
    CaptionInput input = caption.input;
    Optional<String> image = Optional.ofNullable(images.get(input.imageId));
    if (accepted
        .getOrDefault(id, Set.of())
        .contains(new AcceptedPair(input.imageId, input.text, image))) {
      return Optional.empty();
    }
    return switch (caption.status) {
      case PENDING_IMAGE ->
          missing.containsKey(id) ? Optional.of(AlertReason.IMAGE_MISSING) : Optional.empty();
      case IMAGE_FAILED -> Optional.of(AlertReason.IMAGE_FAILED);
      case SCORED ->
          caption.similarity < (float) TopologyFixture.THRESHOLD && !input.accept
              ? Optional.of(AlertReason.MISMATCH)
              : Optional.empty();
    };
  }

  public int failures() {
    return failures;
  }

  /** The content of an image that has an enriched record. */
  public Optional<String> enrichedImage(String id) {
    return Optional.ofNullable(images.get(id)).filter(content -> !isBad(content));
  }

  /** Of the set that changes, every image. */
  public List<String> labels() {
    return labels;
  }

  public Optional<ExpectedCaption> enrichedCaption(String id) {
    return Optional.ofNullable(captions.get(id))
        .filter(caption -> !isBad(caption.text))
        .map(this::expected);
  }

  private ExpectedCaption expected(CaptionInput caption) {
    String content = images.get(caption.imageId);
    if (content == null) {
      return new ExpectedCaption(caption, CaptionStatus.PENDING_IMAGE, 0);
    }
    if (isBad(content)) {
      return new ExpectedCaption(caption, CaptionStatus.IMAGE_FAILED, 0);
    }
    return new ExpectedCaption(
        caption,
        CaptionStatus.SCORED,
        (float) Vectors.cosine(vector(content), vector(caption.text)));
  }

  public static float[] vector(String content) {
    return FakeEncoder.vector(content.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isBad(String content) {
    return content.startsWith("bad");
  }

  /**
   * A caption as it was sent.
   *
   * @param accept whether it says that no mismatch of it is to be reported
   */
  public record CaptionInput(String imageId, String text, boolean accept) {
    boolean isSameVersion(CaptionInput other) {
      return imageId.equals(other.imageId) && text.equals(other.text);
    }
  }

  private record AcceptedPair(String imageId, String text, Optional<String> imageContent) {}

  public record ExpectedCaption(CaptionInput input, CaptionStatus status, float similarity) {
    boolean isPending() {
      return status == CaptionStatus.PENDING_IMAGE;
    }
  }
}
