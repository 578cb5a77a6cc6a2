package io.clipstreams.index.folder;

import io.clipstreams.CaptionStatus;
import io.clipstreams.Embedding;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.index.IndexedModel;
import io.clipstreams.inference.EncodedImage;
import io.clipstreams.inference.EncodedText;
import io.clipstreams.scoring.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes of what was embedded the records that the stream would publish. */
final class FolderRecords {
  /** Where in the folder an image lies; empty for the folder itself. */
  private static final String FOLDER = "folder";

  private final IndexedModel model;
  private final FolderLabels labels;

  FolderRecords(IndexedModel model, FolderLabels labels) {
    this.model = model;
    this.labels = labels;
  }

  String labels() {
    return labels.fingerprint();
  }

  EnrichedImage image(String imageId, FileStamp stamp, EncodedImage encoded) {
    return EnrichedImage.newBuilder()
        .setImageId(imageId)
        .setEmbedding(embedding(encoded.vector()))
        .setContentSha256(stamp.sha256())
        .setMediaType(encoded.mediaType())
        .setWidth(encoded.width())
        .setHeight(encoded.height())
        .setLabels(labels.of(encoded.vector()))
        .setThumbnail(null)
        .setAttributes(Map.of(FOLDER, folder(imageId)))
        .setEventTime(stamp.time())
        .build();
  }

  /** The same content; time and labels may be others. */
  EnrichedImage again(EnrichedImage image, float[] vector, FileStamp stamp) {
    return EnrichedImage.newBuilder(image)
        .setLabels(labels.of(vector))
        .setEventTime(stamp.time())
        .build();
  }

  EnrichedCaption caption(FolderText text, EncodedText encoded) {
    return EnrichedCaption.newBuilder()
        .setCaptionId(text.id())
        .setImageId(text.imageId())
        .setText(text.text())
        .setEmbedding(embedding(encoded.vector()))
        .setTokens(encoded.tokens())
        .setTruncated(encoded.truncated())
        .setStatus(CaptionStatus.PENDING_IMAGE)
        .setMatch(null)
        .setAttributes(Map.of())
        .setEventTime(text.modified())
        .build();
  }

  private static String folder(String imageId) {
    return imageId.substring(0, Math.max(0, imageId.lastIndexOf('/')));
  }

  private Embedding embedding(float[] vector) {
    List<Float> numbers = new ArrayList<>(vector.length);
    for (float number : Vectors.normalize(vector)) {
      numbers.add(number);
    }
    return new Embedding(numbers, model.name(), model.revision(), true);
  }
}
