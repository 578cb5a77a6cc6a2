package io.clipstreams.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DriftWatchTest {
  private final DriftWatch watch = new DriftWatch(4, 0.2, 0.4);

  @Test
  void saysOnceThatTheMeanLeftAndOnceThatItCameBack() {
    for (float similarity : new float[] {0, 0, 0}) {
      assertThat(watch.see(similarity)).isEqualTo(DriftWatch.Change.NONE);
    }
    assertThat(watch.see(0.1f)).isEqualTo(DriftWatch.Change.LEFT);
    assertThat(watch.see(0.1f)).isEqualTo(DriftWatch.Change.NONE);
    assertThat(watch.see(0.4f)).isEqualTo(DriftWatch.Change.NONE);
    assertThat(watch.see(0.4f)).isEqualTo(DriftWatch.Change.RETURNED);
    assertThat(watch.see(1f)).isEqualTo(DriftWatch.Change.LEFT);
  }

  @Test
  void onlyRecentPairsCount() {
    assertThat(watch.mean()).isNaN();
    assertThat(watch.quantile(0.5)).isNaN();
    for (float similarity : new float[] {9, 9, 0.1f, 0.4f, 0.2f, 0.3f}) {
      watch.see(similarity);
    }
    assertThat(watch.mean()).isCloseTo(0.25, within(1e-6));
    assertThat(watch.quantile(0)).isCloseTo(0.1, within(1e-6));
    assertThat(watch.quantile(1)).isCloseTo(0.4, within(1e-6));
  }
}
