package io.clipstreams.app;

import io.clipstreams.topology.InputBudget;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds inputs back while a stream thread's share of the input budget is used up: polls go on, so
 * that heartbeats, rebalances and internal topics do, but with those partitions paused. Kafka
 * Streams pauses and resumes partitions for reasons of its own; what it paused is never resumed
 * here.
 */
final class PollGate {
  private final InputBudget.Share share;
  private final PollIntervals intervals;
  private final LongSupplier nanoTime;
  private final Set<TopicPartition> held = new HashSet<>();
  private long lastPoll;

  PollGate(InputBudget.Share share, PollIntervals intervals, LongSupplier nanoTime) {
    this.share = Objects.requireNonNull(share, "share");
    this.intervals = Objects.requireNonNull(intervals, "intervals");
    this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
    lastPoll = nanoTime.getAsLong();
  }

  /** A consumer's own methods, behind those that call this gate. */
  interface Door {
    Set<TopicPartition> assignment();

    Set<TopicPartition> paused();

    void pause(Collection<TopicPartition> partitions);

    void resume(Collection<TopicPartition> partitions);

    ConsumerRecords<byte[], byte[]> poll(Duration timeout);
  }

  ConsumerRecords<byte[], byte[]> poll(Duration timeout, Door door) {
    close(door);
    ConsumerRecords<byte[], byte[]> records;
    try {
      Duration sinceLast = Duration.ofNanos(nanoTime.getAsLong() - lastPoll);
      records = door.poll(intervals.patience(timeout, sinceLast));
    } finally {
      lastPoll = nanoTime.getAsLong();
      open(door);
    }
    for (TopicPartition partition : records.partitions()) {
      share.received(partition, records.records(partition));
    }
    return records;
  }

  private void close(Door door) {
    held.addAll(share.mustWait(door.assignment()));
    held.removeAll(door.paused());
    if (!held.isEmpty()) {
      door.pause(held);
    }
  }

  private void open(Door door) {
    held.retainAll(door.assignment());
    if (!held.isEmpty()) {
      door.resume(held);
      held.clear();
    }
  }

  /** Kafka Streams has paused or resumed these itself: they are its own from here on. */
  void decided(Collection<TopicPartition> partitions) {
    partitions.forEach(held::remove);
  }

  /** The position was moved: what was read of these is read again, or not needed. */
  void moved(Collection<TopicPartition> partitions) {
    share.forget(partitions);
  }

  /** The same listener; what goes away is forgotten first. */
  ConsumerRebalanceListener watching(ConsumerRebalanceListener listener) {
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
    share.forget(partitions);
    partitions.forEach(held::remove);
  }
}
