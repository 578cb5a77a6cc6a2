package io.clipstreams.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RelevanceMapTest {
  private static final float DELTA = 1e-6f;

  private static double[] random(PatchGrid grid, long seed) {
    return new Random(seed).doubles(grid.windowCount(), -0.1, 0.5).toArray();
  }

  @Test
  void aPatchHasTheMeanOfItsWindowsAboveTheMean() {
    // Three patches in a row, windows of two: means 0.1, 0.25, 0.4; the map's mean is 0.25.
    PatchGrid grid = new PatchGrid(3, 1, 1, 2, 1);
    double[] similarities = {0.1, 0.4};

    assertThat(RelevanceMap.of(grid, similarities, 1).scores())
        .containsExactly(new float[] {0, 0, 1}, within(DELTA));
    assertThat(RelevanceMap.of(grid, similarities, 0).scores())
        .containsExactly(new float[] {0, 0.5f, 1}, within(DELTA));
  }

  @Test
  void scoresAreSharesAndTheBestIsOne() {
    for (PatchGrid grid : PatchGridTest.grids()) {
      for (int cuts = 0; cuts < 4; cuts++) {
        RelevanceMap map = RelevanceMap.of(grid, random(grid, cuts), cuts);
        float most = 0;
        for (float score : map.scores()) {
          assertThat(score).isBetween(0f, 1f);
          most = Math.max(most, score);
        }
        assertThat(most).isEqualTo(1);
      }
    }
  }

  @Test
  void everyCutLeavesFewerPatches() {
    for (PatchGrid grid : PatchGridTest.grids()) {
      int before = Integer.MAX_VALUE;
      for (int cuts = 1; cuts < 4; cuts++) {
        int left = 0;
        for (float score : RelevanceMap.of(grid, random(grid, 5), cuts).scores()) {
          left += score > 0 ? 1 : 0;
        }
        assertThat(left).isLessThanOrEqualTo(before).isPositive();
        before = left;
      }
    }
  }

  @Test
  void whatIsAddedToAllSimilaritiesChangesNothing() {
    for (PatchGrid grid : PatchGridTest.grids()) {
      double[] similarities = random(grid, 7);
      double[] raised = similarities.clone();
      for (int i = 0; i < raised.length; i++) {
        raised[i] = 3 * raised[i] + 1;
      }
      // Not where differences are the arithmetic's.
      float[] scores = RelevanceMap.of(grid, similarities, 2).scores();
      assertThat(RelevanceMap.of(grid, raised, 2).scores()).containsExactly(scores, within(1e-4f));
    }
  }

  @Test
  void withoutDifferencesAllIsEquallyRelevant() {
    PatchGrid grid = new PatchGrid(50, 30, 7, 3, 1);
    double[] similarities = random(grid, 1);
    Arrays.fill(similarities, 0.1);
    for (float score : RelevanceMap.of(grid, similarities, 2).scores()) {
      assertThat(score).isEqualTo(1);
    }
  }

  @Test
  void similaritiesOfOtherWindowsAreRefused() {
    assertThatThrownBy(() -> RelevanceMap.of(new PatchGrid(3, 1, 1, 2, 1), new double[3], 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("3 similarities for 2 windows");
  }
}
