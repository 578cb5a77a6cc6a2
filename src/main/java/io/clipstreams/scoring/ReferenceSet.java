package io.clipstreams.scoring;

import java.util.List;

/** A fixed set of right pairs to judge others by, such as {@code calibrate} writes. */
public final class ReferenceSet {
  /** As many pairs as a set may have. */
  public static final int MAX_SIZE = 1_024;

  private final List<ReferencePair> pairs;
  private final PairBlock block;

  /**
   * @throws IllegalArgumentException if there are more than {@value #MAX_SIZE}, or dimensions
   *     differ
   */
  public ReferenceSet(List<ReferencePair> pairs) {
    if (pairs.size() > MAX_SIZE) {
      throw new IllegalArgumentException(
          "a reference set of %d pairs is too large, it may have %d"
              .formatted(pairs.size(), MAX_SIZE));
    }
    this.pairs = List.copyOf(pairs);
    this.block = new PairBlock(pairs.size());
    pairs.forEach(block::put);
  }

  /** The pairs. */
  public List<ReferencePair> pairs() {
    return pairs;
  }

  /**
   * The set, for one pair.
   *
   * @param captionId the id of the pair's caption, which does not count
   * @param imageId the id of the pair's image, which does not count
   */
  public References without(String captionId, String imageId) {
    return new References(block, captionId, imageId);
  }
}
