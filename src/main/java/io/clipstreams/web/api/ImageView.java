package io.clipstreams.web.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An enriched image.
 *
 * @param imageId its key
 * @param contentSha256 of the file's bytes, in hexadecimal
 * @param mediaType the format found in the bytes
 * @param width in pixels as displayed
 * @param height in pixels as displayed
 * @param labels by label set name, the best first
 * @param attributes of the producer
 * @param eventTime the image record's timestamp
 * @param modelRevision of the model that embedded it
 * @param thumbnail the path of its thumbnail, if it has one
 * @param embedding its vector; left out unless asked for
 */
public record ImageView(
    String imageId,
    String contentSha256,
    String mediaType,
    int width,
    int height,
    Map<String, List<LabelView>> labels,
    Map<String, String> attributes,
    Instant eventTime,
    String modelRevision,
    Optional<String> thumbnail,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<float[]> embedding) {
  public ImageView {
    Objects.requireNonNull(imageId, "imageId");
    Objects.requireNonNull(thumbnail, "thumbnail");
    Objects.requireNonNull(embedding, "embedding");
  }

  /** The path under which an image's thumbnail is served. */
  public static String thumbnailPath(String imageId) {
    return "/api/v1/images/" + Percent.encode(imageId) + "/thumbnail";
  }

  /** The same without its vector. */
  public ImageView withoutEmbedding() {
    return new ImageView(
        imageId,
        contentSha256,
        mediaType,
        width,
        height,
        labels,
        attributes,
        eventTime,
        modelRevision,
        thumbnail,
        Optional.empty());
  }
}
