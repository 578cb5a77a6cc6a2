package io.clipstreams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.TopicNames;
import io.clipstreams.serde.EventReader;
import io.clipstreams.serde.EventWriter;
import io.clipstreams.topology.EventSerdes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutputTailTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final EventRing.Bounds MOST = new EventRing.Bounds(10, 1 << 20);

  private final TopicNames topics = ClipConfig.of(Map.of()).topics().names();
  private final TopicPartition alerts = new TopicPartition(topics.mismatchAlerts(), 0);
  private final Queue<MockConsumer<byte[], byte[]>> made = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean brokerIsAway = new AtomicBoolean();
  private final OutputTail tail =
      new OutputTail(
          this::consumer, new OutputEventReader(topics, new NoSerdes(), id -> Optional.empty()));
  private volatile long end = 7;

  /** What is deleted needs no reader. */
  private static final class NoSerdes implements EventSerdes {
    @Override
    public <T> EventReader<T> reader(Class<T> type) {
      throw new AssertionError("nothing is to be read");
    }

    @Override
    public EventWriter writer() {
      throw new AssertionError("nothing is to be written");
    }
  }

  private MockConsumer<byte[], byte[]> consumer() {
    if (brokerIsAway.get()) {
      throw new KafkaException("no broker");
    }
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    for (String topic :
        List.of(topics.enrichedImages(), topics.enrichedCaptions(), topics.mismatchAlerts())) {
      consumer.updatePartitions(
          topic, List.of(new PartitionInfo(topic, 0, null, null, null, null)));
      consumer.updateEndOffsets(Map.of(new TopicPartition(topic, 0), end));
    }
    made.add(consumer);
    return consumer;
  }

  @AfterEach
  void close() {
    tail.close();
  }

  private EventRing join() throws InterruptedException {
    return tail.join(PATIENCE).orElseThrow();
  }

  private void deleted(MockConsumer<byte[], byte[]> consumer, long offset) {
    consumer.addRecord(
        new ConsumerRecord<>(alerts.topic(), alerts.partition(), offset, new byte[0], null));
  }

  private static List<Long> offsets(EventRing ring) throws InterruptedException {
    EventRing.Reading.Events read = (EventRing.Reading.Events) ring.read(0, MOST, PATIENCE);
    return read.events().stream().map(OutputEvent::offset).toList();
  }

  private MockConsumer<byte[], byte[]> latest() {
    return List.copyOf(made).get(made.size() - 1);
  }

  @Test
  void whoJoinsSeesWhatComesFromThenOn() throws Exception {
    tail.start();
    EventRing ring = join();
    assertThat(ring.end().position().next(alerts)).isEqualTo(7);
    deleted(latest(), 7);
    assertThat(offsets(ring)).containsExactly(7L);
    assertThat(join()).as("one ring for all").isSameAs(ring);
    assertThat(made).hasSize(1);
  }

  @Test
  void forNobodyNothingIsRead() throws Exception {
    tail.start();
    EventRing first = join();
    join();
    tail.leave();
    assertThat(latest().closed()).as("one is still there").isFalse();
    tail.leave();
    Awaitility.await().atMost(PATIENCE).until(() -> latest().closed());
    assertThat(made).as("none is made before somebody comes").hasSize(1);
    end = 50;
    EventRing second = join();
    assertThat(second).isNotSameAs(first);
    assertThat(second.end().position().next(alerts)).isEqualTo(50);
  }

  @Test
  void whoCannotJoinIsNotWaitedFor() throws Exception {
    brokerIsAway.set(true);
    tail.start();
    assertThat(tail.join(Duration.ofMillis(50))).isEmpty();
    brokerIsAway.set(false);
    EventRing ring = join();
    tail.leave();
    Awaitility.await().atMost(PATIENCE).until(() -> latest().closed());
    assertThat(join()).isNotSameAs(ring);
  }

  /** Who follows must not notice. */
  @Test
  void afterAFailureItGoesOnWhereItWas() throws Exception {
    tail.start();
    EventRing ring = join();
    deleted(latest(), 7);
    assertThat(offsets(ring)).containsExactly(7L);
    latest().setPollException(new KafkaException("the broker is gone"));
    Awaitility.await().atMost(PATIENCE).until(() -> made.size() == 2);
    Awaitility.await().atMost(PATIENCE).until(() -> latest().assignment().contains(alerts));
    Awaitility.await().atMost(PATIENCE).until(() -> latest().position(alerts) == 8);
    deleted(latest(), 8);
    Awaitility.await().atMost(PATIENCE).until(() -> offsets(ring).equals(List.of(7L, 8L)));
  }
}
