package io.clipstreams.evaluation;

import java.util.Optional;

/**
 * A pair of the table, embedded.
 *
 * @param file the image's file, which is its id
 * @param image the image's embedding, of length 1
 * @param caption fits the image
 * @param wrongCaption does not fit it, if the table names one
 */
public record EmbeddedPair(
    String file, float[] image, EmbeddedText caption, Optional<EmbeddedText> wrongCaption) {
  /**
   * A caption, embedded.
   *
   * @param text the caption
   * @param vector its embedding, of length 1
   */
  public record EmbeddedText(String text, float[] vector) {}
}
