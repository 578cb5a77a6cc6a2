package io.clipstreams.scoring;

/**
 * How well one label of a set fits an image.
 *
 * @param label the label
 * @param similarity cosine of the embeddings, -1 to 1
 * @param probability softmax of logit scale x cosine over the set, 0 to 1
 */
public record ScoredLabel(String label, float similarity, float probability) {}
