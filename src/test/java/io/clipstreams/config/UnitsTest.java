package io.clipstreams.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
  @ParameterizedTest
  @CsvSource({
    "16MiB, 16777216",
    "64 KiB, 65536",
    "1gib, 1073741824",
    "5MB, 5000000",
    "7kB, 7000",
    "2GB, 2000000000",
    "100B, 100",
    "100, 100",
    "0, 0"
  })
  void sizes(String text, long bytes) {
    assertThat(DataSize.parse(text)).isEqualTo(DataSize.ofBytes(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "500ms, 500",
    "10s, 10000",
    "5m, 300000",
    "5min, 300000",
    "2 h, 7200000",
    "7d, 604800000",
    "10000, 10000",
    "0, 0"
  })
  void durations(String text, long millis) {
    assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.5MiB", "MiB", "5 parsecs", "99999999999GiB", "1e3"})
  void neither(String text) {
    assertThatThrownBy(() -> DataSize.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void aDurationBeyondMillisecondsInALongIsRefused() {
    assertThatThrownBy(() -> Durations.parse(Long.MAX_VALUE + "d"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsWrittenIsReadBack() {
    Random random = new Random(42);
    for (int i = 0; i < 1000; i++) {
      long number = random.nextLong(3000) << random.nextInt(30);
      DataSize size = DataSize.ofBytes(number);
      assertThat(DataSize.parse(size.toString())).isEqualTo(size);
      Duration duration = Duration.ofMillis(number * 250);
      assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
    }
    assertThat(DataSize.ofMebibytes(16)).hasToString("16MiB");
    assertThat(DataSize.ofBytes(1000)).hasToString("1000B");
    assertThat(Durations.format(Duration.ofDays(7))).isEqualTo("7d");
    assertThat(Durations.format(Duration.ofMillis(1500))).isEqualTo("1500ms");
  }
}
