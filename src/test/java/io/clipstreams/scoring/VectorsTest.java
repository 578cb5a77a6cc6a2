package io.clipstreams.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class VectorsTest {
  private static final double NORM_TOLERANCE = 1e-6;
  private static final double COSINE_TOLERANCE = 1e-7;

  @Test
  void normalisedVectorsHaveLengthOne() {
    Random random = new Random(1);
    for (int round = 0; round < 1_000; round++) {
      float[] vector = randomVector(random, 512);
      assertThat(Vectors.norm(Vectors.normalize(vector))).isCloseTo(1, within(NORM_TOLERANCE));
    }
  }

  @Test
  void cosineOfRawEqualsDotOfNormalised() {
    Random random = new Random(2);
    for (int round = 0; round < 1_000; round++) {
      float[] a = randomVector(random, 512);
      float[] b = randomVector(random, 512);
      assertThat(Vectors.cosine(a, b))
          .isCloseTo(
              Vectors.dot(Vectors.normalize(a), Vectors.normalize(b)), within(COSINE_TOLERANCE));
    }
  }

  @Test
  void refusesVectorsOfDifferentDimension() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Vectors.dot(new float[512], new float[768]))
        .withMessage("vector dimensions differ: 512 != 768");
  }

  @Test
  void refusesToNormaliseZeroAndNonFiniteVectors() {
    assertThatIllegalArgumentException().isThrownBy(() -> Vectors.normalize(new float[4]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Vectors.normalize(new float[] {Float.NaN, 1}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Vectors.cosine(new float[4], new float[] {1, 0, 0, 0}));
  }

  private static float[] randomVector(Random random, int dimension) {
    float[] vector = new float[dimension];
    float scale = (float) Math.exp(6 * random.nextGaussian());
    for (int i = 0; i < dimension; i++) {
      vector[i] = scale * (float) random.nextGaussian();
    }
    return vector;
  }
}
