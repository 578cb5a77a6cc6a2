package io.clipstreams.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstreams.local.EmbeddedKafka.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
  private static final String TOPIC = "pictures";

  @Test
  void recordsOfTheLargestSizeComeBackAndAreThereAfterARestart(@TempDir Path data)
      throws Exception {
    byte[] large = new byte[17 << 20];
    new Random(1).nextBytes(large);
    Settings settings = Settings.temporary().withDataDirectory(data);
    try (EmbeddedKafka kafka = EmbeddedKafka.start(settings)) {
      create(kafka, TOPIC);
      produceInTransaction(kafka, large);
      assertThat(read(kafka).value()).isEqualTo(large);
    }
    try (EmbeddedKafka kafka = EmbeddedKafka.start(settings)) {
      assertThat(read(kafka).value()).isEqualTo(large);
      assertThat(kafka.failure()).isEmpty();
    }
    assertThat(data).isDirectory();
  }

  @Test
  void aTemporaryDataDirectoryIsRemovedAtClose() throws Exception {
    Path directory;
    try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
      create(kafka, TOPIC);
      directory = temporaryDirectory(kafka);
      assertThat(directory).isNotEmptyDirectory();
    }
    assertThat(directory).doesNotExist();
  }

  @Test
  void topicsAreNotMadeByAccident() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        Admin admin = Admin.create(client(kafka))) {
      assertThatThrownBy(() -> admin.describeTopics(List.of("typo")).allTopicNames().get())
          .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
    }
  }

  @Test
  void aTakenPortIsNamedWithARemedy() {
    try (EmbeddedKafka first = EmbeddedKafka.start()) {
      int port = Integer.parseInt(first.bootstrapServers().split(":", 2)[1]);
      assertThatThrownBy(() -> EmbeddedKafka.start(Settings.temporary().withPort(port)))
          .isInstanceOf(LocalStartException.class)
          .hasMessageContaining("127.0.0.1:" + port)
          .hasMessageContaining("another port");
    }
  }

  @Test
  void aDataDirectoryInUseIsRefusedAndTheFirstBrokerGoesOn(@TempDir Path data) throws Exception {
    Settings settings = Settings.temporary().withDataDirectory(data);
    try (EmbeddedKafka first = EmbeddedKafka.start(settings)) {
      assertThatThrownBy(() -> EmbeddedKafka.start(settings))
          .isInstanceOf(LocalStartException.class)
          .hasMessageContaining(data.toRealPath().toString())
          .hasMessageContaining("in use");
      create(first, TOPIC);
      assertThat(first.failure()).isEmpty();
    }
  }

  private static Map<String, Object> client(EmbeddedKafka kafka) {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }

  private static void create(EmbeddedKafka kafka, String topic) throws Exception {
    try (Admin admin = Admin.create(client(kafka))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
  }

  private static void produceInTransaction(EmbeddedKafka kafka, byte[] value) throws Exception {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            kafka.bootstrapServers(),
            "transactional.id",
            "test",
            "max.request.size",
            Integer.toString(20 << 20));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(TOPIC, value)).get();
      producer.commitTransaction();
    }
  }

  private static ConsumerRecord<byte[], byte[]> read(EmbeddedKafka kafka) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            kafka.bootstrapServers(),
            "isolation.level",
            "read_committed",
            "auto.offset.reset",
            "earliest");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(new TopicPartition(TOPIC, 0)));
      return Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> first(consumer.poll(Duration.ofMillis(200))), Optional::isPresent)
          .orElseThrow();
    }
  }

  private static Optional<ConsumerRecord<byte[], byte[]>> first(
      ConsumerRecords<byte[], byte[]> records) {
    return records.isEmpty() ? Optional.empty() : Optional.of(records.iterator().next());
  }

  /** Brokers of other test processes come and go meanwhile: its own names its cluster. */
  private static Path temporaryDirectory(EmbeddedKafka kafka) throws Exception {
    String cluster;
    try (Admin admin = Admin.create(client(kafka))) {
      cluster = admin.describeCluster().clusterId().get();
    }
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("clip-streams-kafka"))
          .filter(directory -> names(directory, cluster))
          .findFirst()
          .orElseThrow();
    }
  }

  private static boolean names(Path directory, String cluster) {
    try {
      return Files.readString(directory.resolve("meta.properties")).contains(cluster);
    } catch (IOException goneMeanwhile) {
      return false;
    }
  }
}
