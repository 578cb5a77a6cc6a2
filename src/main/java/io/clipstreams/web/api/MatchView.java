package io.clipstreams.web.api;

import java.util.Optional;

/**
 * How well a caption fits its image.
 *
 * @param similarity cosine, -1 to 1
 * @param contrastImages share of recent images that fit the caption less well, 0 to 1
 * @param contrastCaptions share of recent captions that fit the image less well, 0 to 1
 * @param score what the policy decided on
 * @param threshold the score below which it is a mismatch
 * @param policy the policy that judged
 * @param verdict MATCH, MISMATCH or UNDECIDED
 */
public record MatchView(
    float similarity,
    Optional<Float> contrastImages,
    Optional<Float> contrastCaptions,
    float score,
    float threshold,
    String policy,
    String verdict) {}
