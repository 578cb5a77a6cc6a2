package io.clipstreams.scoring;

import io.clipstreams.Verdict;
import java.util.Optional;

/**
 * How well a caption fits its image.
 *
 * @param similarity cosine of the embeddings, -1 to 1
 * @param contrastImages share of recent images that fit the caption less well, 0 to 1
 * @param contrastCaptions share of recent captions that fit the image less well, 0 to 1
 * @param score what the policy decided on; higher fits better
 * @param threshold the score below which the pair is a mismatch
 * @param policy the policy's name
 * @param verdict MISMATCH means score &lt; threshold
 */
public record MatchResult(
    float similarity,
    Optional<Float> contrastImages,
    Optional<Float> contrastCaptions,
    float score,
    float threshold,
    String policy,
    Verdict verdict) {}
