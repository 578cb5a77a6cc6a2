package io.clipstreams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.config.ClipConfig;
import io.clipstreams.topology.InputBudget;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.streams.StreamsConfig;
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

  /** Kafka Streams would poll only when all is processed; the group keeps the longer interval. */
  @Test
  void streamsPollsOftenWhileItsConsumerKeepsTheIntervalThatIsSet() {
    Map<String, String> settings = Map.of("max.poll.interval.ms", "120000");
    Properties properties = properties(settings);
    StreamsConfig streams = new StreamsConfig(withNames(properties));
    Map<String, Object> told = streams.getMainConsumerConfigs("group", "client", 0);
    assertThat(told).hasEntrySatisfying("max.poll.interval.ms", is("500"));
    BudgetedClients clients =
        new BudgetedClients(
            InputBudget.unbounded(),
            new NothingWaits(),
            PollIntervals.of(ClipConfig.of(settings)),
            new StreamThreads(),
            Duration.ofMillis(100));
    Map<String, Object> own = clients.mainConsumer(told);
    assertThat(new StreamsConfig(withNames(own)).getMainConsumerConfigs("group", "client", 0))
        .as("what the assignor reads from the consumer's configuration")
        .hasEntrySatisfying("max.poll.interval.ms", is("120000"));
    assertThat(own).hasEntrySatisfying("max.poll.interval.ms", is("120000"));
  }

  private static Consumer<Object> is(String value) {
    return actual -> assertThat(actual).hasToString(value);
  }

  private static Map<Object, Object> withNames(Map<?, ?> properties) {
    Map<Object, Object> named = new HashMap<>(properties);
    named.putIfAbsent("application.id", "test");
    named.putIfAbsent("bootstrap.servers", "localhost:9092");
    return named;
  }

  private static Properties properties(Map<String, String> settings) {
    ClipConfig config = ClipConfig.of(settings);
    try (StateMemory memory = new StateMemory(config.memory().stateBytes())) {
      return StreamsProperties.of(config, InputLimits.of(config), PollIntervals.of(config), memory);
    }
  }
}
