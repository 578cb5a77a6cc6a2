package io.clipstreams.scoring;

/** Judges whether a caption fits its image. Implementations are pure and safe for all threads. */
public interface MismatchPolicy {
  /** The policy's name, as {@code clip.mismatch.policy} has it. */
  String name();

  /**
   * Judges a pair.
   *
   * @param image the image's embedding, of any length but zero
   * @param caption the caption's embedding, of the same dimension
   * @param references other pairs to judge it by; those of the pair itself are left out already
   */
  MatchResult judge(float[] image, float[] caption, References references);

  /**
   * Whether a judged pair is an alert.
   *
   * @param match the judgement
   * @param alerted whether the caption's pair before was one: an alert closes later than it opens
   */
  boolean alerts(MatchResult match, boolean alerted);
}
