package io.clipstreams.index;

import io.clipstreams.AlertReason;
import io.clipstreams.AlertResolution;
import io.clipstreams.AlertState;
import io.clipstreams.CaptionStatus;
import io.clipstreams.Embedding;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.LabelScore;
import io.clipstreams.MismatchAlert;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Records as the stream publishes them. */
public final class IndexRecords {
  public static final IndexedModel MODEL = model(2);

  private IndexRecords() {}

  public static IndexedModel model(int dimensions) {
    return new IndexedModel("a model", "revision-1", dimensions);
  }

  public static Embedding embedding(String revision, float... vector) {
    List<Float> numbers = new ArrayList<>();
    for (float number : vector) {
      numbers.add(number);
    }
    return new Embedding(numbers, "a model", revision, true);
  }

  public static EnrichedImage image(String id, long time, float... vector) {
    return image(id, time, Map.of(), Map.of(), vector);
  }

  public static EnrichedImage image(
      String id,
      long time,
      Map<String, List<LabelScore>> labels,
      Map<String, String> attributes,
      float... vector) {
    return new EnrichedImage(
        id,
        embedding(MODEL.revision(), vector),
        "0".repeat(64),
        "image/jpeg",
        640,
        480,
        labels,
        null,
        attributes,
        Instant.ofEpochMilli(time));
  }

  public static EnrichedImage withThumbnail(EnrichedImage image, byte[] jpeg) {
    return EnrichedImage.newBuilder(image).setThumbnail(ByteBuffer.wrap(jpeg)).build();
  }

  public static LabelScore label(String name, double probability) {
    return new LabelScore(name, 0.3f, (float) probability);
  }

  public static EnrichedCaption caption(String id, String imageId, long time, float... vector) {
    return new EnrichedCaption(
        id,
        imageId,
        "text of " + id,
        embedding(MODEL.revision(), vector),
        5,
        false,
        CaptionStatus.PENDING_IMAGE,
        null,
        Map.of(),
        Instant.ofEpochMilli(time));
  }

  public static MismatchAlert raised(String captionId, AlertReason reason, long time) {
    return alert(captionId, AlertState.RAISED, reason, time, null, null);
  }

  public static MismatchAlert resolved(
      String captionId, AlertReason reason, long raised, long resolved) {
    return alert(
        captionId,
        AlertState.RESOLVED,
        reason,
        raised,
        Instant.ofEpochMilli(resolved),
        AlertResolution.CAPTION_CHANGED);
  }

  private static MismatchAlert alert(
      String captionId,
      AlertState state,
      AlertReason reason,
      long raised,
      Instant resolvedAt,
      AlertResolution resolution) {
    return MismatchAlert.newBuilder()
        .setCaptionId(captionId)
        .setImageId("image of " + captionId)
        .setText("text of " + captionId)
        .setState(state)
        .setReason(reason)
        .setImageLabels(List.of())
        .setModelRevision(MODEL.revision())
        .setRaisedAt(Instant.ofEpochMilli(raised))
        .setResolvedAt(resolvedAt)
        .setResolution(resolution)
        .build();
  }

  public static float[] random(Random random, int dimensions) {
    float[] vector = new float[dimensions];
    for (int i = 0; i < dimensions; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }
}
