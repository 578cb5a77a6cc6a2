package io.clipstreams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.topology.InputBudget;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PollGateTest {
  private static final TopicPartition FIRST = new TopicPartition("images", 0);
  private static final TopicPartition SECOND = new TopicPartition("images", 1);
  private static final TopicPartition INTERNAL = new TopicPartition("app-repartition", 0);
  private static final int LARGE = 10_000;

  private final InputBudget budget = new InputBudget(List.of("images"), 2 * LARGE);
  private final Gated consumer = new Gated(budget);
  private final Map<TopicPartition, Long> nextOffsets = new HashMap<>();

  @BeforeEach
  void assign() {
    consumer.subscribe(List.of("images", "app-repartition"), new NoListener());
    consumer.rebalance(List.of(FIRST, SECOND, INTERNAL));
    consumer.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L, INTERNAL, 0L));
  }

  @Test
  void inputsAreHeldBackOverTheBudgetWhileInternalTopicsAreRead() {
    send(FIRST, 3);
    assertThat(poll()).containsOnlyKeys(FIRST);
    send(FIRST, 1);
    send(SECOND, 1);
    send(INTERNAL, 1);
    assertThat(poll()).containsOnlyKeys(INTERNAL);
    assertThat(consumer.paused()).as("outside of the poll").isEmpty();
    budget.processed("images", 0, 2);
    assertThat(poll()).containsOnlyKeys(FIRST, SECOND);
  }

  @Test
  void whatStreamsPausedIsNeverResumed() {
    send(FIRST, 3);
    poll();
    consumer.pause(Set.of(SECOND));
    poll();
    assertThat(consumer.paused()).containsExactly(SECOND);
    budget.processed("images", 0, 2);
    poll();
    assertThat(consumer.paused()).containsExactly(SECOND);
    consumer.resume(Set.of(SECOND));
    assertThat(consumer.paused()).isEmpty();
  }

  /**
   * Streams pauses new partitions within the poll that assigns them, until their state is there.
   */
  @Test
  void whatStreamsPausesDuringAHeldBackPollStaysPaused() {
    send(FIRST, 3);
    poll();
    consumer.schedulePollTask(() -> consumer.pause(Set.of(SECOND)));
    poll();
    assertThat(consumer.pausedInside).containsExactlyInAnyOrder(FIRST, SECOND);
    assertThat(consumer.paused()).containsExactly(SECOND);
  }

  @Test
  void aPartitionThatIsRevokedDuringAHeldBackPollIsLeftAlone() {
    send(FIRST, 3);
    poll();
    consumer.schedulePollTask(
        () -> {
          consumer.rebalance(List.of(SECOND, INTERNAL));
          consumer.updateBeginningOffsets(Map.of(SECOND, 0L, INTERNAL, 0L));
        });
    poll();
    send(SECOND, 1);
    assertThat(poll()).as("what was in flight went with it").containsOnlyKeys(SECOND);
  }

  /** A task that is revived reads again what was in flight. */
  @Test
  void aSeekForgetsWhatWasInFlight() {
    send(FIRST, 3);
    poll();
    consumer.seek(FIRST, 0);
    send(SECOND, 1);
    assertThat(poll()).containsOnlyKeys(SECOND);
  }

  private Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> poll() {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ZERO);
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> byPartition = new HashMap<>();
    records
        .partitions()
        .forEach(partition -> byPartition.put(partition, records.records(partition)));
    return byPartition;
  }

  private void send(TopicPartition partition, int count) {
    for (int i = 0; i < count; i++) {
      long offset = nextOffsets.merge(partition, 1L, Long::sum) - 1;
      consumer.addRecord(
          new ConsumerRecord<>(
              partition.topic(),
              partition.partition(),
              offset,
              0,
              TimestampType.CREATE_TIME,
              0,
              LARGE,
              new byte[0],
              new byte[LARGE],
              new RecordHeaders(),
              Optional.empty()));
    }
  }

  /** As {@link BudgetedConsumer} is, over Kafka's own mock. */
  private static final class Gated extends MockConsumer<byte[], byte[]> {
    private final PollGate gate;
    private final Set<TopicPartition> pausedInside = new HashSet<>();

    Gated(InputBudget budget) {
      super("earliest");
      gate = new PollGate(budget.newShare());
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      return gate.poll(timeout, new Itself());
    }

    @Override
    public synchronized void pause(Collection<TopicPartition> partitions) {
      super.pause(partitions);
      gate.decided(partitions);
    }

    @Override
    public synchronized void resume(Collection<TopicPartition> partitions) {
      super.resume(partitions);
      gate.decided(partitions);
    }

    @Override
    public synchronized void seek(TopicPartition partition, long offset) {
      super.seek(partition, offset);
      gate.moved(List.of(partition));
    }

    @Override
    public synchronized void subscribe(
        Collection<String> topics, ConsumerRebalanceListener listener) {
      super.subscribe(
          topics,
          new NoListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
              gate.gone(partitions);
            }
          });
    }

    private final class Itself implements PollGate.Door {
      @Override
      public Set<TopicPartition> assignment() {
        return Gated.super.assignment();
      }

      @Override
      public Set<TopicPartition> paused() {
        return Gated.super.paused();
      }

      @Override
      public void pause(Collection<TopicPartition> partitions) {
        Gated.super.pause(partitions);
      }

      @Override
      public void resume(Collection<TopicPartition> partitions) {
        pausedInside.addAll(Gated.super.paused());
        Gated.super.resume(partitions);
      }

      @Override
      public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        return Gated.super.poll(timeout);
      }
    }
  }

  private static class NoListener implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}
  }
}
