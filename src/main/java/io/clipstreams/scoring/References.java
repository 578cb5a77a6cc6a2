package io.clipstreams.scoring;

import java.util.List;

/**
 * The pairs that one pair is judged by: recent ones, or a reference set. The pair's own caption and
 * image are not among them, nor are near-duplicates of either: they fit as well as it does, and
 * would count against it.
 */
public final class References {
  /** From this cosine on two captions say the same. */
  public static final float SAME_CAPTION = 0.95f;

  /** From this cosine on two images show the same. */
  public static final float SAME_IMAGE = 0.98f;

  private static final References NONE = new References(new PairBlock(0), "", "");

  private final PairBlock block;
  private final String captionId;
  private final String imageId;

  References(PairBlock block, String captionId, String imageId) {
    this.block = block;
    this.captionId = captionId;
    this.imageId = imageId;
  }

  /** No pairs. */
  public static References none() {
    return NONE;
  }

  /**
   * A fixed set of pairs, for one pair.
   *
   * @param pairs the set
   * @param captionId the id of the pair's caption
   * @param imageId the id of the pair's image
   */
  public static References of(List<ReferencePair> pairs, String captionId, String imageId) {
    return new ReferenceSet(pairs).without(captionId, imageId);
  }

  /** How many pairs there are at most; the pair's own and its near-duplicates may be among them. */
  public int size() {
    return block.size();
  }

  /**
   * Compares a pair with all others that count.
   *
   * @param image the image's embedding, of any length but zero
   * @param caption the caption's embedding
   * @throws IllegalArgumentException if a vector's dimension is not that of the references
   */
  Comparison compare(float[] image, float[] caption) {
    int size = block.size();
    if (size == 0) {
      return Comparison.EMPTY;
    }
    float[] ownImage = Vectors.normalize(image);
    float[] ownCaption = Vectors.normalize(caption);
    float[] imageFits = new float[size];
    float[] imageLikeness = new float[size];
    float[] captionFits = new float[size];
    float[] captionLikeness = new float[size];
    block.imagesWith(ownCaption, ownImage, imageFits, imageLikeness);
    block.captionsWith(ownImage, ownCaption, captionFits, captionLikeness);
    float[] pairFits = new float[size];
    int counted = 0;
    for (int slot = 0; slot < size; slot++) {
      if (counts(block.pair(slot), imageLikeness[slot], captionLikeness[slot])) {
        imageFits[counted] = imageFits[slot];
        imageLikeness[counted] = imageLikeness[slot];
        captionFits[counted] = captionFits[slot];
        captionLikeness[counted] = captionLikeness[slot];
        pairFits[counted] = block.pairFit(slot);
        counted++;
      }
    }
    return new Comparison(
        counted, imageFits, captionFits, imageLikeness, captionLikeness, pairFits);
  }

  private boolean counts(ReferencePair pair, float imageLikeness, float captionLikeness) {
    return imageLikeness < SAME_IMAGE
        && captionLikeness < SAME_CAPTION
        && !pair.captionId().equals(captionId)
        && !pair.imageId().equals(imageId);
  }
}
