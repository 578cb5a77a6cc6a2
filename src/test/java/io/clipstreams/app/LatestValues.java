package io.clipstreams.app;

import io.clipstreams.client.KafkaClients;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.serde.AvroSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.awaitility.Awaitility;

/** The latest committed value of a topic by key. */
final class LatestValues<T> {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Class<T> type;
  private final String topic;
  private final Map<String, T> values = new HashMap<>();

  LatestValues(Class<T> type, String topic) {
    this.type = type;
    this.topic = topic;
  }

  Map<String, T> values() {
    return values;
  }

  void await(ClipConfig config, AvroSerdes serdes, Predicate<Map<String, T>> done) {
    Deserializer<Object> deserializer = serdes.deserializer();
    try (Consumer<byte[], byte[]> consumer = new KafkaClients(config).consumer()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Awaitility.await()
          .atMost(LIMIT)
          .until(
              () -> {
                for (ConsumerRecord<byte[], byte[]> record :
                    consumer.poll(Duration.ofMillis(200))) {
                  put(record, deserializer);
                }
                return done.test(values);
              });
    }
  }

  private void put(ConsumerRecord<byte[], byte[]> record, Deserializer<Object> deserializer) {
    String key = new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null) {
      values.remove(key);
    } else {
      values.put(key, type.cast(deserializer.deserialize(topic, record.value())));
    }
  }
}
