package io.clipstreams.model.text;

/**
 * A text as the model reads it.
 *
 * @param ids token ids, special tokens included, cut to the model's context, without padding
 * @param count number of tokens before truncation, special tokens included
 */
public record Tokens(long[] ids, int count) {
  /** Whether the text was longer than the model's context. */
  public boolean truncated() {
    return count > ids.length;
  }
}
