package io.clipstreams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.topology.StoreWalk.Pace;
import io.clipstreams.topology.state.Fingerprint;
import io.clipstreams.topology.state.WalkProgress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreWalkTest {
  private static final Fingerprint FIRST = new Fingerprint(1, 1);
  private static final Fingerprint SECOND = new Fingerprint(2, 2);
  private static final Pace THREE = new Pace(3, Duration.ofHours(1));

  @TempDir private Path stateDir;
  private TopologyTestDriver driver;
  private KeyValueStore<String, Long> entries;
  private KeyValueStore<String, WalkProgress> progress;
  private final List<String> visited = new ArrayList<>();
  private long nanos;

  @BeforeEach
  void open() {
    StreamsBuilder builder = new StreamsBuilder();
    table(builder, "entries", Serdes.Long());
    table(builder, "progress", WalkProgress.SERDE);
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "walk");
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
    config.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    driver = new TopologyTestDriver(builder.build(), config);
    entries = driver.getKeyValueStore("entries");
    progress = driver.getKeyValueStore("progress");
    for (int i = 0; i < 8; i++) {
      entries.put("key " + i, (long) i);
    }
  }

  private static <V> void table(StreamsBuilder builder, String name, Serde<V> values) {
    builder.table(
        name,
        Consumed.with(Serdes.String(), values),
        Materialized.<String, V, KeyValueStore<Bytes, byte[]>>as(name)
            .withKeySerde(Serdes.String())
            .withValueSerde(values)
            .withCachingDisabled());
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void everyEntryIsVisitedOnceInBoundedSteps() {
    assertThat(step(THREE, FIRST)).isFalse();
    assertThat(visited).containsExactly("key 0", "key 1", "key 2");
    assertThat(step(THREE, FIRST)).isFalse();
    assertThat(step(THREE, FIRST)).isTrue();
    assertThat(visited).hasSize(8).doesNotHaveDuplicates();
    assertThat(step(THREE, FIRST)).isTrue();
    assertThat(visited).hasSize(8);
  }

  @Test
  void aStepEndsWhenItsTimeIsOver() {
    Pace slow = new Pace(100, Duration.ofNanos(20));
    assertThat(step(slow, FIRST)).isFalse();
    assertThat(visited).hasSize(2);
  }

  @Test
  void aStepVisitsOneEntryHoweverLongThatTakes() {
    Pace slow = new Pace(100, Duration.ZERO);
    for (int i = 1; i <= 8; i++) {
      step(slow, FIRST);
      assertThat(visited).hasSize(i);
    }
  }

  @Test
  void anotherWalkGoesOnWhereTheLastOneWas() {
    step(THREE, FIRST);
    step(new Pace(100, Duration.ofHours(1)), FIRST);
    assertThat(visited).hasSize(8).doesNotHaveDuplicates();
  }

  @Test
  void anotherGoalBeginsAnew() {
    step(THREE, FIRST);
    step(THREE, SECOND);
    assertThat(visited).containsExactly("key 0", "key 1", "key 2", "key 0", "key 1", "key 2");
  }

  @Test
  void entriesMayChangeComeAndGoMeanwhile() {
    StoreWalk<Long> walk = new StoreWalk<>("walk", entries, progress, THREE);
    while (!walk.step(
        FIRST,
        (key, value) -> {
          visited.add(key);
          entries.put(key, value + 100);
          entries.delete("key 5");
          entries.put("key 7a", 7L);
        })) {
      entries.delete(visited.get(visited.size() - 1));
    }
    assertThat(visited)
        .containsExactly("key 0", "key 1", "key 2", "key 3", "key 4", "key 6", "key 7", "key 7a");
  }

  @Test
  void anEmptyStoreIsDoneAtOnce() {
    for (int i = 0; i < 8; i++) {
      entries.delete("key " + i);
    }
    assertThat(step(THREE, FIRST)).isTrue();
  }

  @Test
  void aWalkThatIsNotNeededIsSkipped() {
    StoreWalk<Long> walk = new StoreWalk<>("walk", entries, progress, THREE);
    assertThat(walk.isDone(FIRST)).isFalse();
    walk.skipTo(FIRST);
    assertThat(walk.isDone(FIRST)).isTrue();
    assertThat(walk.isDone(SECOND)).isFalse();
    assertThat(step(THREE, FIRST)).isTrue();
    assertThat(visited).isEmpty();
  }

  /** A new object each time, as after a restart; each visit takes ten nanoseconds. */
  private boolean step(Pace pace, Fingerprint goal) {
    return new StoreWalk<>("walk", entries, progress, pace, () -> nanos)
        .step(
            goal,
            (key, value) -> {
              visited.add(key);
              nanos += 10;
            });
  }
}
