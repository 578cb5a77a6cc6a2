package io.clipstreams.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StandingTest {
  private static final Comparison OTHERS = others(0f, 0.1f, 0.2f, 0.3f);

  private static Comparison others(float... imageFits) {
    float[] none = new float[imageFits.length];
    return new Comparison(
        imageFits.length, imageFits, new float[] {0.2f, 0.2f, 0.2f, 0.6f}, none, none, none);
  }

  @Test
  void imagesAloneIsTheNormalDistributionsValueOfTheStandardScore() {
    assertThat(Standing.IMAGES.of(0.15f, OTHERS)).isCloseTo(0.5, within(1e-6));
    // One standard deviation above the mean.
    assertThat(Standing.IMAGES.of(0.15f + 0.1118034f, OTHERS)).isCloseTo(0.8413, within(1e-4));
  }

  @Test
  void countedImagesAreTheShareAndAmongEqualsTheStandardScoreDecides() {
    double lower = Standing.IMAGES_COUNTED.of(0.22f, OTHERS);
    double higher = Standing.IMAGES_COUNTED.of(0.28f, OTHERS);
    assertThat(lower).isBetween(3 / 4.5, 3.5 / 4.5).isLessThan(higher);
    assertThat(higher).isLessThan(Standing.IMAGES_COUNTED.of(0.31f, OTHERS)).isLessThan(1);
  }

  @Test
  void bothSidesAreWeighedThreeToOne() {
    // Images: 0 standard deviations; captions: mean 0.3, deviation 0.1732.
    assertThat(Standing.BOTH.of(0.15f, OTHERS))
        .isCloseTo(NormalDistribution.below(0.25 * (0.15 - 0.3) / 0.1732051), within(1e-6));
  }
}
