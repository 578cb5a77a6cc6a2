package io.clipstreams.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.client.KafkaClients;
import io.clipstreams.client.TopicSettings;
import io.clipstreams.client.Topics;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.local.KafkaAndRegistry;
import io.clipstreams.local.Sample;
import io.clipstreams.local.Samples;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGTERM while the model has its hands full: what is done is committed, the process ends in time
 * and in order, and the next one goes on where it ended. More of them: {@code mvn -P chaos verify}.
 */
class TerminationIT {
  private static final int TERMINATIONS = Integer.getInteger("clip.chaos.terminations", 1);
  private static final int IMAGES_EACH = 300;
  private static final int MOST_MILLIS_AT_WORK = 700;
  private static final Duration TIME_TO_END = Duration.ofSeconds(10);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final int ENDED_BY_SIGTERM = 128 + 15;
  private static final String OUTPUT = "termination.enriched-images";

  @RegisterExtension static final KafkaAndRegistry SERVICES = new KafkaAndRegistry();

  @TempDir private Path directory;
  private final Map<String, Integer> published = new HashMap<>();

  @Test
  void itEndsInTimeAndNothingIsLostOrDoubled() throws Exception {
    Random random = new Random(1);
    int images = IMAGES_EACH * (TERMINATIONS + 1);
    List<Long> millis = new ArrayList<>();
    List<Integer> left = new ArrayList<>();
    Path config = config();
    createTopics(config);
    try (KafkaConsumer<String, byte[]> outputs = outputs()) {
      for (int i = 0; i < TERMINATIONS; i++) {
        produce(i);
        try (LauncherProcess run = run(config)) {
          awaitOneOf(i, outputs, run);
          watch(outputs, Duration.ofMillis(random.nextInt(MOST_MILLIS_AT_WORK)));
          long start = System.nanoTime();
          run.terminate();
          assertThat(run.awaitExit(TIME_TO_END)).as(run.errors()).isEqualTo(ENDED_BY_SIGTERM);
          millis.add(Duration.ofNanos(System.nanoTime() - start).toMillis());
          assertThat(run.errors()).doesNotContain("ERROR").contains("SIGTERM");
        }
        poll(outputs);
        left.add(IMAGES_EACH * (i + 1) - published.size());
      }
      produce(TERMINATIONS);
      try (LauncherProcess last = run(config)) {
        Awaitility.await()
            .atMost(LIMIT)
            .untilAsserted(
                () -> {
                  poll(outputs);
                  assertThat(published).hasSize(images);
                });
        last.terminate();
        assertThat(last.awaitExit(TIME_TO_END)).isEqualTo(ENDED_BY_SIGTERM);
      }
      poll(outputs);
    }
    assertThat(published.values()).as("each is published once").containsOnly(1);
    System.out.printf(
        "%d times SIGTERM, %d images; from the signal to the end: %s ms; not published by then: %s%n",
        TERMINATIONS, images, millis, left);
  }

  /**
   * Images that were sent after the run before had ended: only this one can have published them.
   */
  private void awaitOneOf(int batch, KafkaConsumer<String, byte[]> outputs, LauncherProcess run) {
    Awaitility.await()
        .atMost(LIMIT)
        .pollInterval(POLL)
        .failFast(() -> assertThat(run.errors()).doesNotContain("ERROR"))
        .until(
            () -> {
              poll(outputs);
              return published.keySet().stream().anyMatch(key -> key.startsWith(prefix(batch)));
            });
  }

  private static String prefix(int batch) {
    return "image-" + batch + "-";
  }

  private void watch(KafkaConsumer<String, byte[]> outputs, Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      poll(outputs);
    }
  }

  private void poll(KafkaConsumer<String, byte[]> outputs) {
    outputs.poll(POLL).forEach(record -> published.merge(record.key(), 1, Integer::sum));
  }

  private LauncherProcess run(Path config) throws Exception {
    return LauncherProcess.start(
        directory, List.of("run", "--config", config.toString(), "-D", "clip.http.port=0"));
  }

  private Path config() throws Exception {
    return Files.writeString(
        directory.resolve("clip.properties"),
        """
        bootstrap.servers=%s
        apicurio.registry.url=%s
        state.dir=%s
        application.id=termination
        clip.topic.prefix=termination.
        clip.image.value.format=bytes
        clip.topics.partitions=3
        clip.topics.replication.factor=1
        """
            .formatted(
                SERVICES.bootstrapServers(), SERVICES.registryUrl(), directory.resolve("state")));
  }

  private static void createTopics(Path file) {
    ClipConfig config = ClipConfig.load(Optional.of(file), Map.of(), Map.of());
    try (Admin admin = new KafkaClients(config).connect()) {
      new Topics(admin).createAll(config.topics().names(), TopicSettings.of(config));
    }
  }

  /** A JPEG is whole at its end marker: with other bytes after it, it is another image. */
  private static void produce(int batch) throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    List<byte[]> pictures = Samples.load().stream().map(Sample::content).toList();
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", SERVICES.bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < IMAGES_EACH; i++) {
        byte[] picture = pictures.get(i % pictures.size());
        byte[] image = Arrays.copyOf(picture, picture.length + Integer.BYTES);
        ByteBuffer.wrap(image).putInt(picture.length, batch * IMAGES_EACH + i);
        sent.add(
            producer.send(new ProducerRecord<>("termination.images", prefix(batch) + i, image)));
      }
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    }
  }

  private static KafkaConsumer<String, byte[]> outputs() {
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", SERVICES.bootstrapServers(),
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(
        consumer.partitionsFor(OUTPUT).stream()
            .map(info -> new TopicPartition(OUTPUT, info.partition()))
            .toList());
    return consumer;
  }
}
