package io.clipstreams.inference;

/**
 * An embedded text.
 *
 * @param vector the embedding as the model gives it, not normalised; finite and not zero
 * @param tokens number of tokens before truncation, special tokens included
 * @param truncated whether the text was longer than the model's context
 */
public record EncodedText(float[] vector, int tokens, boolean truncated) {}
