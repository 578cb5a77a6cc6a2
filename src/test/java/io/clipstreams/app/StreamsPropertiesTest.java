package io.clipstreams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.config.ClipConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class StreamsPropertiesTest {
  @Test
  void whatIsFetchedAndBufferedFollowsFromTheMemoryForInputs() {
    assertThat(properties(Map.of("clip.memory.input.bytes", "64MiB")))
        .containsEntry("fetch.max.bytes", Integer.toString(16 << 20))
        .containsEntry("max.partition.fetch.bytes", Integer.toString(8 << 20))
        .containsEntry("max.poll.records", "512")
        .containsEntry("buffered.records.per.partition", "512");
  }

  @Test
  void muchMemoryIsNotUsedUpByOneFetch() {
    assertThat(properties(Map.of("clip.memory.input.bytes", "8GiB")))
        .containsEntry("fetch.max.bytes", Integer.toString(128 << 20))
        .containsEntry("max.partition.fetch.bytes", Integer.toString(64 << 20))
        .containsEntry("max.poll.records", "1000")
        .containsEntry("buffered.records.per.partition", "1000");
  }

  @Test
  void littleMemoryStillReadsARecordAtATime() {
    assertThat(properties(Map.of("clip.memory.input.bytes", "1MiB", "num.stream.threads", "16")))
        .containsEntry("fetch.max.bytes", Integer.toString(16 << 10))
        .containsEntry("max.partition.fetch.bytes", Integer.toString(8 << 10))
        .containsEntry("max.poll.records", "1");
  }

  @Test
  void threadsShareIt() {
    assertThat(properties(Map.of("clip.memory.input.bytes", "64MiB", "num.stream.threads", "4")))
        .containsEntry("fetch.max.bytes", Integer.toString(4 << 20))
        .containsEntry("max.poll.records", "128");
  }

  @Test
  void whatIsSetByHandStays() {
    Map<String, String> byHand =
        Map.of(
            "fetch.max.bytes", "1",
            "max.partition.fetch.bytes", "2",
            "max.poll.records", "3",
            "buffered.records.per.partition", "4");
    Map<String, String> settings = new HashMap<>(byHand);
    settings.put("clip.memory.input.bytes", "64MiB");
    assertThat(properties(settings)).containsAllEntriesOf(byHand);
  }

  private static Properties properties(Map<String, String> settings) {
    ClipConfig config = ClipConfig.of(settings);
    try (StateMemory memory = new StateMemory(config.memory().stateBytes())) {
      return StreamsProperties.of(config, InputLimits.of(config), memory);
    }
  }
}
