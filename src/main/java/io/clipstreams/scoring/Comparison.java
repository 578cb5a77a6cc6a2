package io.clipstreams.scoring;

/**
 * A pair beside the references that count for it; all values are cosines. Only the first {@code
 * count} numbers of each array are meant.
 *
 * @param count how many references count
 * @param imageFits how well each reference's image fits the pair's caption
 * @param captionFits how well each reference's caption fits the pair's image
 * @param imageLikeness how alike each reference's image is to the pair's
 * @param captionLikeness how alike each reference's caption is to the pair's
 * @param pairFits how well each reference's own image and caption fit
 */
record Comparison(
    int count,
    float[] imageFits,
    float[] captionFits,
    float[] imageLikeness,
    float[] captionLikeness,
    float[] pairFits) {
  static final Comparison EMPTY =
      new Comparison(0, new float[0], new float[0], new float[0], new float[0], new float[0]);
}
