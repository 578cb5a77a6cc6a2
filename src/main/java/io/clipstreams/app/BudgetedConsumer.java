package io.clipstreams.app;

import io.clipstreams.topology.InputBudget;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A stream thread's consumer that reads no more than its share of the input budget. */
final class BudgetedConsumer extends KafkaConsumer<byte[], byte[]> {
  private final PollGate gate;
  private final PollGate.Door door = new Itself();

  BudgetedConsumer(Map<String, Object> settings, InputBudget budget, PollIntervals intervals) {
    super(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    gate = new PollGate(budget.newShare(), intervals, System::nanoTime);
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    return gate.poll(timeout, door);
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
    gate.moved(List.of(partition));
  }

  @Override
  public void seek(TopicPartition partition, OffsetAndMetadata offset) {
    super.seek(partition, offset);
    gate.moved(List.of(partition));
  }

  @Override
  public void seekToBeginning(Collection<TopicPartition> partitions) {
    super.seekToBeginning(partitions);
    gate.moved(partitions);
  }

  @Override
  public void seekToEnd(Collection<TopicPartition> partitions) {
    super.seekToEnd(partitions);
    gate.moved(partitions);
  }

  @Override
  public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
    super.subscribe(topics, gate.watching(listener));
  }

  @Override
  public void subscribe(Pattern pattern, ConsumerRebalanceListener listener) {
    super.subscribe(pattern, gate.watching(listener));
  }

  @Override
  public void subscribe(SubscriptionPattern pattern, ConsumerRebalanceListener listener) {
    super.subscribe(pattern, gate.watching(listener));
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
