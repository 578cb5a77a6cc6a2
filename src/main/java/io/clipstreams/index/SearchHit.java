package io.clipstreams.index;

import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;

/** Something similar. */
public sealed interface SearchHit {
  /** The image's or caption's id. */
  String id();

  /** Cosine with the query's vector, -1 to 1. */
  double similarity();

  /**
   * An image.
   *
   * @param similarity cosine, -1 to 1
   * @param image as it was published
   */
  record ImageHit(double similarity, EnrichedImage image) implements SearchHit {
    @Override
    public String id() {
      return image.getImageId();
    }
  }

  /**
   * A caption.
   *
   * @param similarity cosine, -1 to 1
   * @param caption as it was published
   */
  record CaptionHit(double similarity, EnrichedCaption caption) implements SearchHit {
    @Override
    public String id() {
      return caption.getCaptionId();
    }
  }
}
