package io.clipstreams.app;

import io.clipstreams.topology.InputBudget;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
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
  private final Set<TopicPartition> held = new HashSet<>();

  PollGate(InputBudget.Share share) {
    this.share = Objects.requireNonNull(share, "share");
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
      records = door.poll(timeout);
    } finally {
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

  /** What was read waits for its embedding: that nothing is processed means nothing. */
  void expectProgress() {
    share.expectProgress();
  }

  /** Kafka Streams has paused or resumed these itself: they are its own from here on. */
  void decided(Collection<TopicPartition> partitions) {
    partitions.forEach(held::remove);
  }

  /** The position was moved: what was read of these is read again, or not needed. */
  void moved(Collection<TopicPartition> partitions) {
    share.forget(partitions);
  }

  /** The partitions went away. */
  void gone(Collection<TopicPartition> partitions) {
    share.forget(partitions);
    partitions.forEach(held::remove);
  }
}
