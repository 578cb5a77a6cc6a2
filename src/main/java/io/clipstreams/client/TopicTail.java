package io.clipstreams.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/** Watches one topic, all partitions, committed records only, without a consumer group. */
public final class TopicTail implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);

  private final Consumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final Deque<ConsumerRecord<byte[], byte[]>> polled = new ArrayDeque<>();

  /** What is done with a record. */
  @FunctionalInterface
  public interface Action {
    /** Handles one record; they come one after the other. */
    void accept(TailedRecord tailed);
  }

  /**
   * Connects and takes its position: what is produced after this returns is seen.
   *
   * @param clients makes the consumer
   * @param topic its full name
   * @param fromBeginning begins at the oldest record kept; else with what comes from now on
   * @throws KafkaException if the broker does not answer or the topic does not exist
   */
  public TopicTail(KafkaClients clients, String topic, boolean fromBeginning) {
    consumer = clients.consumer();
    try {
      partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      if (partitions.isEmpty()) {
        throw new KafkaException(
            "topic " + topic + " does not exist; 'clip-streams topics create' makes it");
      }
      consumer.assign(partitions);
      Map<TopicPartition, Long> offsets =
          fromBeginning ? consumer.beginningOffsets(partitions) : consumer.endOffsets(partitions);
      offsets.forEach(consumer::seek);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /** How many partitions are watched. */
  public int partitions() {
    return partitions.size();
  }

  /**
   * Hands records on until the limit or the timeout ends it, or {@link #stop()} does; called again,
   * it goes on where it ended.
   *
   * @param limit ends after so many records
   * @param timeout ends when no record has come for so long
   * @return how many records there were
   * @throws KafkaException if the broker refuses
   */
  public long follow(OptionalLong limit, Optional<Duration> timeout, Action action) {
    long count = 0;
    long lastSeen = System.nanoTime();
    try {
      while (limit.isEmpty() || count < limit.getAsLong()) {
        if (polled.isEmpty()) {
          consumer.poll(POLL).forEach(polled::add);
        }
        while (!polled.isEmpty() && (limit.isEmpty() || count < limit.getAsLong())) {
          lastSeen = System.nanoTime();
          action.accept(new TailedRecord(polled.remove()));
          count++;
        }
        Duration silent = Duration.ofNanos(System.nanoTime() - lastSeen);
        if (timeout.isPresent() && silent.compareTo(timeout.get()) >= 0) {
          break;
        }
      }
    } catch (WakeupException stopped) {
      // stop() asked for it.
    }
    return count;
  }

  /** Ends {@link #follow} from another thread. */
  public void stop() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
