package io.clipstreams.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** What a compacted topic holds now. */
public final class TopicSnapshot {
  private static final Duration POLL = Duration.ofMillis(500);

  private final KafkaClients clients;

  /**
   * @param clients makes the consumer
   */
  public TopicSnapshot(KafkaClients clients) {
    this.clients = Objects.requireNonNull(clients, "clients");
  }

  /**
   * The latest committed value of each key, without deleted ones.
   *
   * @param topic its full name; its keys are UTF-8
   * @throws KafkaException if the broker does not answer or the topic does not exist
   */
  public Map<String, byte[]> latest(String topic) {
    Map<String, byte[]> latest = new HashMap<>();
    try (Consumer<byte[], byte[]> consumer = clients.consumer()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      if (partitions.isEmpty()) {
        throw new KafkaException(
            "topic " + topic + " does not exist; 'clip-streams topics create' makes it");
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(place -> consumer.position(place) < ends.get(place))) {
        consumer.poll(POLL).forEach(record -> put(latest, record));
      }
    }
    return latest;
  }

  private static void put(Map<String, byte[]> latest, ConsumerRecord<byte[], byte[]> record) {
    String key = new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null) {
      latest.remove(key);
    } else {
      latest.put(key, record.value());
    }
  }
}
