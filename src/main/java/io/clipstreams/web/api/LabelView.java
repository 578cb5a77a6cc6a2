package io.clipstreams.web.api;

import io.clipstreams.scoring.ScoredLabel;

/**
 * How well a label fits an image.
 *
 * @param label the label
 * @param similarity cosine, -1 to 1
 * @param probability softmax over the set, 0 to 1
 */
public record LabelView(String label, float similarity, float probability) {
  static LabelView of(ScoredLabel scored) {
    return new LabelView(scored.label(), scored.similarity(), scored.probability());
  }
}
