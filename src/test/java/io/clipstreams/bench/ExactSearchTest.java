package io.clipstreams.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.scoring.Vectors;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExactSearchTest {
  private static final int DIMENSIONS = 13;

  @Test
  void findsWhatSortingFinds() {
    ClusteredVectors generated = new ClusteredVectors(DIMENSIONS, 7);
    float[][] vectors = IntStream.range(0, 300).mapToObj(generated::vector).toArray(float[][]::new);
    float[] query = generated.vector(-5);
    Set<Integer> sorted =
        IntStream.range(0, vectors.length)
            .boxed()
            .sorted(
                Comparator.comparingDouble((Integer i) -> Vectors.cosine(query, vectors[i]))
                    .reversed())
            .limit(10)
            .collect(Collectors.toSet());
    assertThat(new ExactSearch(vectors).nearest(query, 10)).isEqualTo(sorted);
  }

  @Test
  void generatedVectorsAreTheSameAgainAndLieInClusters() {
    float[] one = new ClusteredVectors(DIMENSIONS, 7).vector(3);
    assertThat(new ClusteredVectors(DIMENSIONS, 7).vector(3)).isEqualTo(one);
    assertThat(Vectors.norm(one)).isCloseTo(1, org.assertj.core.api.Assertions.within(1e-5));
    ClusteredVectors many = new ClusteredVectors(64, 1);
    List<Double> cosines =
        IntStream.range(1, 2_000)
            .mapToObj(i -> Vectors.cosine(many.vector(0), many.vector(i)))
            .toList();
    assertThat(cosines)
        .anyMatch(cosine -> cosine > 0.5)
        .filteredOn(c -> c < 0.4)
        .hasSizeGreaterThan(1_900);
  }
}
