package io.clipstreams.scoring;

import java.util.Objects;

/**
 * An image and its caption, kept to judge others by.
 *
 * @param captionId the caption's id
 * @param imageId the image's id
 * @param image the image's embedding, of length 1
 * @param caption the caption's embedding, of length 1 and the same dimension
 */
public record ReferencePair(String captionId, String imageId, float[] image, float[] caption) {
  /**
   * @throws IllegalArgumentException if the dimensions differ
   */
  public ReferencePair {
    Objects.requireNonNull(captionId, "captionId");
    Objects.requireNonNull(imageId, "imageId");
    if (image.length != caption.length) {
      throw new IllegalArgumentException(
          "vector dimensions differ: " + image.length + " != " + caption.length);
    }
  }

  /**
   * A pair of embeddings of any length.
   *
   * @throws IllegalArgumentException if a vector is zero or not finite, or the dimensions differ
   */
  public static ReferencePair of(String captionId, String imageId, float[] image, float[] caption) {
    return new ReferencePair(
        captionId, imageId, Vectors.normalize(image), Vectors.normalize(caption));
  }

  /** The cosine of image and caption. */
  double similarity() {
    return Vectors.dot(image, caption);
  }
}
