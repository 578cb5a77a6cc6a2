package io.clipstreams.app;

import io.clipstreams.topology.InputBudget;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A stream thread's consumer that reads no more than its share of the input budget, and gives
 * records when their embeddings are there.
 */
final class BudgetedConsumer extends KafkaConsumer<byte[], byte[]> {
  private final PollGate gate;
  private final WaitingRoom room;
  private final StreamThreads threads;
  private final IdleMoment moment;
  private final PollGate.Door door = new Itself();
  private final WaitingRoom.Source source = new Gated();

  BudgetedConsumer(
      Map<String, Object> settings,
      InputBudget budget,
      WaitingRoom.Readiness readiness,
      PollIntervals intervals,
      StreamThreads threads,
      Duration commitInterval) {
    super(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    gate = new PollGate(budget.newShare());
    this.threads = threads;
    moment = new IdleMoment(commitInterval, System::nanoTime);
    room = new WaitingRoom(readiness, intervals, moment, System::nanoTime);
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    threads.is(moment);
    return room.poll(timeout, source);
  }

  /** The next record that is given, which may have been read already. */
  @Override
  public long position(TopicPartition partition) {
    OptionalLong waiting = room.position(partition);
    return waiting.isPresent() ? waiting.getAsLong() : super.position(partition);
  }

  @Override
  public long position(TopicPartition partition, Duration timeout) {
    OptionalLong waiting = room.position(partition);
    return waiting.isPresent() ? waiting.getAsLong() : super.position(partition, timeout);
  }

  /** Records that wait count: a task is not done with a partition before it has them. */
  @Override
  public OptionalLong currentLag(TopicPartition partition) {
    OptionalLong lag = super.currentLag(partition);
    int waiting = room.waiting(partition);
    return waiting == 0 ? lag : OptionalLong.of(lag.orElse(0) + waiting);
  }

  @Override
  public void pause(Collection<TopicPartition> partitions) {
    super.pause(partitions);
    gate.decided(partitions);
  }

  @Override
  public void resume(Collection<TopicPartition> partitions) {
    super.resume(partitions);
    gate.decided(partitions);
  }

  @Override
  public void seek(TopicPartition partition, long offset) {
    super.seek(partition, offset);
    moved(List.of(partition));
  }

  @Override
  public void seek(TopicPartition partition, OffsetAndMetadata offset) {
    super.seek(partition, offset);
    moved(List.of(partition));
  }

  @Override
  public void seekToBeginning(Collection<TopicPartition> partitions) {
    super.seekToBeginning(partitions);
    moved(partitions);
  }

  @Override
  public void seekToEnd(Collection<TopicPartition> partitions) {
    super.seekToEnd(partitions);
    moved(partitions);
  }

  @Override
  public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
    super.subscribe(topics, watching(listener));
  }

  @Override
  public void subscribe(Pattern pattern, ConsumerRebalanceListener listener) {
    super.subscribe(pattern, watching(listener));
  }

  @Override
  public void subscribe(SubscriptionPattern pattern, ConsumerRebalanceListener listener) {
    super.subscribe(pattern, watching(listener));
  }

  private void moved(Collection<TopicPartition> partitions) {
    gate.moved(partitions);
    room.forget(partitions);
  }

  /** The same listener; what goes away is forgotten first. */
  private ConsumerRebalanceListener watching(ConsumerRebalanceListener listener) {
    return new ConsumerRebalanceListener() {
      @Override
      public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        gone(partitions);
        listener.onPartitionsRevoked(partitions);
      }

      @Override
      public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        listener.onPartitionsAssigned(partitions);
      }

      @Override
      public void onPartitionsLost(Collection<TopicPartition> partitions) {
        gone(partitions);
        listener.onPartitionsLost(partitions);
      }
    };
  }

  private void gone(Collection<TopicPartition> partitions) {
    gate.gone(partitions);
    room.forget(partitions);
  }

  private final class Gated implements WaitingRoom.Source {
    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      if (room.isOccupied()) {
        gate.expectProgress();
      }
      return gate.poll(timeout, door);
    }

    @Override
    public Set<TopicPartition> paused() {
      return BudgetedConsumer.super.paused();
    }
  }

  private final class Itself implements PollGate.Door {
    @Override
    public Set<TopicPartition> assignment() {
      return BudgetedConsumer.super.assignment();
    }

    @Override
    public Set<TopicPartition> paused() {
      return BudgetedConsumer.super.paused();
    }

    @Override
    public void pause(Collection<TopicPartition> partitions) {
      BudgetedConsumer.super.pause(partitions);
    }

    @Override
    public void resume(Collection<TopicPartition> partitions) {
      BudgetedConsumer.super.resume(partitions);
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      return BudgetedConsumer.super.poll(timeout);
    }
  }
}
