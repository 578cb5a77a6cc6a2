package io.clipstreams.scoring;

/**
 * How a pair's place among others becomes one number. {@link ContrastPolicy} uses {@link #BOTH};
 * the others are there to be compared with it, which {@code evaluate --spread} does.
 */
public enum Standing {
  /** Both sides' standard scores, weighed. */
  BOTH(ContrastPolicy.NAME) {
    @Override
    double of(float similarity, Comparison others) {
      return NormalDistribution.below(
          IMAGES_WEIGHT * images(similarity, others)
              + CAPTIONS_WEIGHT * captions(similarity, others));
    }
  },

  /** The caption's side alone: the cosine among those of other images with the same caption. */
  IMAGES("images alone") {
    @Override
    double of(float similarity, Comparison others) {
      return NormalDistribution.below(images(similarity, others));
    }
  },

  /** The counted share of images that fit less well; the standard score decides among equals. */
  IMAGES_COUNTED("images counted") {
    @Override
    double of(float similarity, Comparison others) {
      double count = others.count();
      double below = count * Spans.shareBelow(similarity, others.imageFits(), others.count());
      double tie = NormalDistribution.below(images(similarity, others)) / 2;
      return (below + tie) / (count + 0.5);
    }
  };

  /** How much it weighs that other images fit the caption less well. */
  static final double IMAGES_WEIGHT = 0.75;

  /** How much it weighs that other captions fit the image less well. */
  static final double CAPTIONS_WEIGHT = 1 - IMAGES_WEIGHT;

  private final String shown;

  Standing(String shown) {
    this.shown = shown;
  }

  /** The name, for people. */
  public String shown() {
    return shown;
  }

  /** 0 to 1; higher fits better. */
  abstract double of(float similarity, Comparison others);

  private static double images(float similarity, Comparison others) {
    return Spans.standardScore(similarity, others.imageFits(), others.count());
  }

  private static double captions(float similarity, Comparison others) {
    return Spans.standardScore(similarity, others.captionFits(), others.count());
  }
}
