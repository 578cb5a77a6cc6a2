package io.clipstreams.web.api;

import io.clipstreams.web.ProblemException;

/** The vectors of what the stream holds. */
final class Held {
  private Held() {}

  static float[] image(Catalog catalog, String imageId) {
    return catalog
        .image(imageId)
        .flatMap(ImageView::embedding)
        .orElseThrow(() -> ProblemException.notFound("there is no image '%s'".formatted(imageId)));
  }

  static float[] caption(Catalog catalog, String captionId) {
    return catalog
        .caption(captionId)
        .flatMap(CaptionView::embedding)
        .orElseThrow(
            () -> ProblemException.notFound("there is no caption '%s'".formatted(captionId)));
  }
}
