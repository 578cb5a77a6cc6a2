package io.clipstreams.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds the bound on what judging by many pairs may cost. The best of several rounds is taken,
 * since others may use the machine.
 */
class JudgingCostTest {
  private static final int PAIRS = 1_024;
  private static final int DIMENSION = 512;
  private static final int ROUNDS = 40;
  private static final int A_ROUND = 20;

  @ParameterizedTest
  @ValueSource(strings = {"contrast", "neighbours"})
  void judgingByAThousandPairsAddsLessThanAMillisecond(String name) {
    SimilarityPolicy similarity = new SimilarityPolicy(OptionalDouble.of(0.2), 0);
    MismatchPolicy policy =
        name.equals("contrast")
            ? new ContrastPolicy(0.95, 0, similarity, 50)
            : new NeighboursPolicy(OptionalDouble.of(-1), 0, similarity, 50);
    RandomPairs random = new RandomPairs(1, DIMENSION);
    List<ReferencePair> pairs = random.pairs(PAIRS);
    References references = References.of(pairs, "own", "own");
    long best = Long.MAX_VALUE;
    float sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < A_ROUND; i++) {
        ReferencePair pair = pairs.get(i);
        sum += policy.judge(pair.image(), pair.caption(), references).score();
      }
      best = Math.min(best, (System.nanoTime() - start) / A_ROUND);
    }
    System.out.printf("%s by %d pairs: %d us%n", name, PAIRS, TimeUnit.NANOSECONDS.toMicros(best));
    assertThat(sum).isNotNaN();
    assertThat(best).isLessThan(TimeUnit.MILLISECONDS.toNanos(1));
  }
}
