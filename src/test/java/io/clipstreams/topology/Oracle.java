package io.clipstreams.topology;

import io.clipstreams.CaptionStatus;
import io.clipstreams.inference.FakeEncoder;
import io.clipstreams.scoring.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a batch job over the latest inputs would give: two maps and no stream. It shares no code
 * with the topology but the arithmetic of vectors.
 */
final class Oracle {
  private final Map<String, String> images = new HashMap<>();
  private final Map<String, List<String>> labelsAtPublication = new HashMap<>();
  private final Map<String, CaptionInput> captions = new HashMap<>();
  private List<String> labels = List.of();
  private int failures;

  void labels(List<String> names) {
    labels = names;
  }

  void image(String id, String content) {
    boolean unchanged = content.equals(images.put(id, content));
    if (isBad(content)) {
      failures++;
    } else if (!unchanged) {
      labelsAtPublication.put(id, labels);
    }
  }

  void deleteImage(String id) {
    images.remove(id);
  }

  void caption(String id, String imageId, String text) {
    captions.put(id, new CaptionInput(imageId, text));
    if (isBad(text)) {
      failures++;
    }
  }

  void deleteCaption(String id) {
    captions.remove(id);
  }

  int failures() {
    return failures;
  }

  /** The content of an image that has an enriched record. */
  Optional<String> enrichedImage(String id) {
    return Optional.ofNullable(images.get(id)).filter(content -> !isBad(content));
  }

  List<String> labelsOf(String imageId) {
    return labelsAtPublication.get(imageId);
  }

  Optional<ExpectedCaption> enrichedCaption(String id) {
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

  static float[] vector(String content) {
    return FakeEncoder.vector(content.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isBad(String content) {
    return content.startsWith("bad");
  }

  record CaptionInput(String imageId, String text) {}

  record ExpectedCaption(CaptionInput input, CaptionStatus status, float similarity) {
    boolean isAlert() {
      return status == CaptionStatus.IMAGE_FAILED
          || (status == CaptionStatus.SCORED && similarity < (float) TopologyFixture.THRESHOLD);
    }
  }
}
