package io.clipstreams.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads a topic from its beginning to where it ended when reading began; committed records only.
 */
public final class TopicSnapshot {
  private static final Duration POLL = Duration.ofMillis(500);

  private final KafkaClients clients;
  private final String topic;

  /**
   * @param clients makes the consumer
   * @param topic its full name
   */
  public TopicSnapshot(KafkaClients clients, String topic) {
    this.clients = Objects.requireNonNull(clients, "clients");
    this.topic = Objects.requireNonNull(topic, "topic");
  }

  /**
   * Reads until the end, or until the reader has had enough.
   *
   * @param reader takes a record, and returns whether it wants more
   * @throws KafkaException if the broker does not answer or the topic does not exist
   */
  public void read(Predicate<TailedRecord> reader) {
    try (Consumer<byte[], byte[]> consumer = clients.consumer()) {
      List<TopicPartition> partitions = partitions(consumer);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> polled : consumer.poll(POLL)) {
          long end = ends.get(new TopicPartition(polled.topic(), polled.partition()));
          if (polled.offset() < end && !reader.test(new TailedRecord(polled))) {
            return;
          }
        }
      }
    }
  }

  private List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
    List<PartitionInfo> infos = consumer.partitionsFor(topic);
    if (infos.isEmpty()) {
      throw new KafkaException("topic " + topic + " does not exist");
    }
    return infos.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
  }
}
