package io.clipstreams.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelThreadsTest {
  @ParameterizedTest
  @CsvSource({
    "1, 0, 1, 1, 1",
    "2, 0, 2, 1, 1",
    "4, 0, 4, 1, 1",
    "6, 0, 3, 2, 4",
    "8, 0, 4, 2, 5",
    "16, 0, 4, 4, 13",
    "2, 2, 1, 2, 2",
    "16, 16, 1, 16, 16",
    "16, 1, 16, 1, 1",
    "16, 6, 2, 6, 11",
    "2, 5, 1, 5, 5",
  })
  void runsTakeAllCoresTogether(int cores, int configured, int runs, int ofRun, int session) {
    ModelThreads threads = ModelThreads.on(cores, configured);
    assertThat(threads).isEqualTo(new ModelThreads(runs, ofRun));
    assertThat(threads.sessionThreads()).isEqualTo(session);
  }

  @Test
  void thereIsAlwaysOne() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ModelThreads(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new ModelThreads(1, 0));
  }
}
