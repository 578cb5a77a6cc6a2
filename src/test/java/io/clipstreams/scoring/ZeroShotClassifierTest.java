package io.clipstreams.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ZeroShotClassifierTest {
  private static final double TOLERANCE = 1e-6;

  @Test
  void probabilitiesAreTheSoftmaxOfLogitScaleTimesCosine() {
    float[] image = {1, 0};
    float[][] labels = {{1, 0}, {0, 2}, {-3, 0}};
    List<ScoredLabel> scores =
        new ZeroShotClassifier(2).classify(image, List.of("same", "across", "against"), labels, 3);
    double sum = Math.exp(2) + Math.exp(0) + Math.exp(-2);
    assertThat(scores).extracting(ScoredLabel::label).containsExactly("same", "across", "against");
    assertThat(scores.get(0).similarity()).isCloseTo(1, within((float) TOLERANCE));
    assertThat((double) scores.get(0).probability())
        .isCloseTo(Math.exp(2) / sum, within(TOLERANCE));
    assertThat((double) scores.get(2).probability())
        .isCloseTo(Math.exp(-2) / sum, within(TOLERANCE));
  }

  @Test
  void probabilitiesAddUpToOneAtAnyScale() {
    Random random = new Random(1);
    for (double scale : new double[] {0.01, 1, 100, 1e6}) {
      float[] image = vector(random);
      float[][] embeddings = new float[50][];
      List<String> names = new ArrayList<>();
      for (int i = 0; i < embeddings.length; i++) {
        embeddings[i] = vector(random);
        names.add("label " + i);
      }
      List<ScoredLabel> all = new ZeroShotClassifier(scale).classify(image, names, embeddings, 50);
      assertThat(all.stream().mapToDouble(ScoredLabel::probability).sum())
          .isCloseTo(1, within(1e-5));
      List<ScoredLabel> best = new ZeroShotClassifier(scale).classify(image, names, embeddings, 3);
      assertThat(best).isEqualTo(all.subList(0, 3));
    }
  }

  @Test
  void refusesALogitScaleThatIsNoScale() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ZeroShotClassifier(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new ZeroShotClassifier(Double.NaN));
  }

  private static float[] vector(Random random) {
    float[] vector = new float[16];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }
}
