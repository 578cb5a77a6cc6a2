package io.clipstreams.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.config.ClipConfig;
import io.clipstreams.local.EmbeddedKafka;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class TopicsIT {
  private static final int TIMES = 10;
  private static final int PARTITIONS = 6;

  /**
   * A producer with several requests under way loses its first batch where the leader refuses that
   * one and takes the next (KAFKA-15591), so the leaders have to be there when topics are said to
   * be made.
   */
  @Test
  void whatIsMadeTakesRecordsAtOnce() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        KafkaProducer<byte[], byte[]> producer = withoutRetries(kafka)) {
      for (int i = 0; i < TIMES; i++) {
        ClipConfig config = config(kafka, i);
        try (Admin admin = new KafkaClients(config).connect()) {
          List<Topics.Outcome> made =
              new Topics(admin).createAll(config.topics().names(), TopicSettings.of(config));
          assertThat(made).allMatch(Topics.Outcome::created);
        }
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (String input : config.topics().names().inputs()) {
          for (int partition = 0; partition < PARTITIONS; partition++) {
            sent.add(
                producer.send(
                    new ProducerRecord<>(input, partition, new byte[] {1}, new byte[] {2})));
          }
        }
        for (Future<RecordMetadata> each : sent) {
          assertThat(each.get().offset()).isZero();
        }
      }
    }
  }

  private static ClipConfig config(EmbeddedKafka kafka, int number) {
    return ClipConfig.load(
        Optional.empty(),
        Map.of(),
        Map.of(
            "bootstrap.servers",
            kafka.bootstrapServers(),
            "application.id",
            "topics" + number,
            "clip.topic.prefix",
            "topics" + number + ".",
            "clip.topics.partitions",
            Integer.toString(PARTITIONS),
            "clip.topics.replication.factor",
            "1"));
  }

  private static KafkaProducer<byte[], byte[]> withoutRetries(EmbeddedKafka kafka) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    settings.put("enable.idempotence", false);
    settings.put("retries", 0);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
