package io.clipstreams.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  @Test
  void theMedianIsTheMiddleOrTheMeanOfTheTwoInTheMiddle() {
    assertThat(Statistics.median(5, 1, 3)).isEqualTo(3);
    assertThat(Statistics.median(4, 1, 3, 2)).isEqualTo(2.5);
    assertThatThrownBy(Statistics::median).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPercentileIsTheValueOfItsRank() {
    double[] hundred = IntStream.rangeClosed(1, 100).mapToDouble(i -> 101 - i).toArray();
    assertThat(Statistics.percentile(0.5, hundred)).isEqualTo(50);
    assertThat(Statistics.percentile(0.95, hundred)).isEqualTo(95);
    assertThat(Statistics.percentile(0.99, hundred)).isEqualTo(99);
    assertThat(Statistics.percentile(1, hundred)).isEqualTo(100);
    assertThat(Statistics.percentile(0.99, 7, 9)).isEqualTo(9);
    assertThatThrownBy(() -> Statistics.percentile(0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void stagesThatShareCoresAddTheirTimes() {
    assertThat(Statistics.together(40)).isEqualTo(40);
    assertThat(Statistics.together(40, 40)).isCloseTo(20, within(1e-9));
    assertThat(Statistics.together(30, 60, 20)).isCloseTo(10, within(1e-9));
    assertThatThrownBy(() -> Statistics.together(30, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void timesBecomeRatesAndLatencies() {
    Timing timing =
        new Timing(
            new long[] {0, 100_000_000, 200_000_000, 300_000_000},
            new long[] {500_000_000, 600_000_000, 1_000_000_000, 2_000_000_000});
    assertThat(timing.rate()).isEqualTo(2);
    assertThat(timing.drainRate()).isEqualTo(2);
    assertThat(timing.latenciesMillis()).containsExactly(500, 500, 800, 1700);
  }
}
