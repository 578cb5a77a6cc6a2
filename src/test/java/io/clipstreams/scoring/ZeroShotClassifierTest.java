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
  void cosinesAreThoseOfTheVectorsAtAnyLength() {
    Random random = new Random(2);
    for (int dimension = 1; dimension < 40; dimension++) {
      float[] image = vector(random, dimension);
      float[][] embeddings = new float[20][];
      List<String> names = new ArrayList<>();
      for (int i = 0; i < embeddings.length; i++) {
        embeddings[i] = vector(random, dimension);
        names.add("label " + i);
      }
      List<ScoredLabel> all = new ZeroShotClassifier(1).classify(image, names, embeddings, 20);
      assertThat(all)
          .allSatisfy(
              score ->
                  assertThat((double) score.similarity())
                      .isCloseTo(
                          Vectors.cosine(image, embeddings[names.indexOf(score.label())]),
                          within(TOLERANCE)));
      assertThat(all)
          .extracting(ScoredLabel::similarity)
          .isSortedAccordingTo((a, b) -> Float.compare(b, a));
    }
  }

  @Test
  void ofLabelsThatFitEquallyWellTheFirstComesFirst() {
    float[][] labels = {{0, 1}, {1, 0}, {1, 0}, {0, 1}};
    assertThat(
            new ZeroShotClassifier(1)
                .classify(new float[] {1, 0}, List.of("a", "b", "c", "d"), labels, 3))
        .extracting(ScoredLabel::label)
        .containsExactly("b", "c", "a");
  }

  @Test
  void labelsOfOtherDimensionsAreRefused() {
    LabelMatrix labels = new LabelMatrix(List.of("a"), new float[][] {{1, 0}});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ZeroShotClassifier(1).classify(new float[] {1}, labels, 1))
        .withMessageContaining("1 != 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LabelMatrix(List.of("a", "b"), new float[][] {{1, 0}, {1}}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LabelMatrix(List.of("a"), new float[][] {{0, 0}}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LabelMatrix(List.of("a", "b"), new float[][] {{1, 0}}));
  }

  @Test
  void refusesALogitScaleThatIsNoScale() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ZeroShotClassifier(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new ZeroShotClassifier(Double.NaN));
  }

  private static float[] vector(Random random) {
    return vector(random, 16);
  }

  private static float[] vector(Random random, int dimension) {
    float[] vector = new float[dimension];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }
}
