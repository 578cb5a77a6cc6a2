package io.clipstreams.app;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads from the topics what a client has missed, up to where the ring goes on. */
final class MissedOutputs implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);

  private final OutputTail tail;
  private final Consumer<byte[], byte[]> consumer;
  private final List<TopicPartition> behind;
  private final EventPositions target;
  private final Optional<String> lost;

  private MissedOutputs(
      OutputTail tail,
      Consumer<byte[], byte[]> consumer,
      List<TopicPartition> behind,
      EventPositions target,
      Optional<String> lost) {
    this.tail = tail;
    this.consumer = consumer;
    this.behind = behind;
    this.target = target;
    this.lost = lost;
  }

  /**
   * Begins to read.
   *
   * @param position what the client has seen; where that is not in the topics, it is corrected
   * @param target to where it is to be read
   * @throws KafkaException if the broker does not answer
   */
  static MissedOutputs open(OutputTail tail, EventPositions position, EventPositions target) {
    Consumer<byte[], byte[]> consumer = tail.consumer();
    try {
      Optional<String> lost = correct(consumer, position, target);
      List<TopicPartition> behind = new ArrayList<>(position.partitions());
      behind.removeIf(partition -> position.next(partition) >= target.next(partition));
      consumer.assign(behind);
      behind.forEach(partition -> consumer.seek(partition, position.next(partition)));
      return new MissedOutputs(tail, consumer, behind, target, lost);
    } catch (RuntimeException failure) {
      consumer.close();
      throw failure;
    }
  }

  private static Optional<String> correct(
      Consumer<byte[], byte[]> consumer, EventPositions position, EventPositions target) {
    Map<TopicPartition, Long> begin = consumer.beginningOffsets(position.partitions());
    Map<TopicPartition, Long> end = consumer.endOffsets(position.partitions());
    Optional<String> lost = Optional.empty();
    for (TopicPartition partition : position.partitions()) {
      long next = position.next(partition);
      if (next < begin.get(partition)) {
        lost = Optional.of("events since then are no longer kept in " + partition.topic());
        position.advance(partition, begin.get(partition));
      } else if (next > end.get(partition)) {
        lost = Optional.of(partition.topic() + " is not the topic that it was");
        position.advance(partition, Math.min(target.next(partition), end.get(partition)));
      }
    }
    return lost;
  }

  /** What cannot be read any more, if anything. */
  Optional<String> lost() {
    return lost;
  }

  /** Some of it; may be nothing. */
  List<OutputEvent> poll() {
    List<OutputEvent> events = new ArrayList<>();
    if (!done()) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        tail.event(record).ifPresent(events::add);
      }
    }
    return events;
  }

  /** Whether all was read. */
  boolean done() {
    return behind.stream()
        .allMatch(partition -> consumer.position(partition) >= target.next(partition));
  }

  /** Goes over what is between the last record and the target: marks of transactions. */
  void finish(EventPositions position) {
    for (TopicPartition partition : behind) {
      position.advance(partition, Math.max(position.next(partition), target.next(partition)));
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
