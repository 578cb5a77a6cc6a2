package io.clipstreams.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.clipstreams.config.ClipConfig;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class PollIntervalsTest {
  private static PollIntervals intervals(Map<String, String> settings) {
    return PollIntervals.of(ClipConfig.of(settings));
  }

  @Test
  void streamsPollsOftenWhileTheGroupIsAsPatientAsKafkaHasIt() {
    assertThat(intervals(Map.of())).isEqualTo(new PollIntervals(500, 300_000));
  }

  @Test
  void theConsumerIsToldWhatTheUserSetUnderTheNearestName() {
    assertThat(intervals(Map.of("max.poll.interval.ms", "60000")))
        .isEqualTo(new PollIntervals(500, 60_000));
    assertThat(
            intervals(
                Map.of("max.poll.interval.ms", "60000", "consumer.max.poll.interval.ms", "50000")))
        .isEqualTo(new PollIntervals(500, 50_000));
    assertThat(
            intervals(
                Map.of(
                    "consumer.max.poll.interval.ms", "50000",
                    "main.consumer.max.poll.interval.ms", "300")))
        .isEqualTo(new PollIntervals(300, 300));
  }

  @Test
  void underTheStreamsProtocolBothAreTheSame() {
    assertThat(intervals(Map.of("group.protocol", "streams")))
        .isEqualTo(new PollIntervals(300_000, 300_000));
  }

  @Test
  void whatIsNoNumberIsRefusedByName() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> intervals(Map.of("max.poll.interval.ms", "soon")))
        .withMessageContaining("max.poll.interval.ms")
        .withMessageContaining("soon");
  }

  @Test
  void aPollBetweenRecordsWaitsForNoneToCome() {
    PollIntervals intervals = new PollIntervals(500, 300_000);
    Duration asked = Duration.ofMillis(100);
    assertThat(intervals.patience(asked, Duration.ofMillis(249))).isEqualTo(asked);
    assertThat(intervals.patience(asked, Duration.ofMillis(250))).isLessThan(asked).isPositive();
    assertThat(intervals.patience(Duration.ZERO, Duration.ofMillis(250))).isEqualTo(Duration.ZERO);
  }
}
