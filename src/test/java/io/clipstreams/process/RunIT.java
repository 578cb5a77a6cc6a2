package io.clipstreams.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.CaptionStatus;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.ImageEvent;
import io.clipstreams.MismatchAlert;
import io.clipstreams.Verdict;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.local.KafkaAndRegistry;
import io.clipstreams.local.Sample;
import io.clipstreams.local.Samples;
import io.clipstreams.serde.AvroSerdes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The program against a Kafka of its users, with the real model; read by a plain consumer. */
class RunIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int IMAGE_LIMIT = 1 << 20;

  @RegisterExtension static final KafkaAndRegistry SERVICES = new KafkaAndRegistry();

  @TempDir private Path directory;

  @Test
  void theSamplesGoThroughOnceAndARestartAddsNothing() throws Exception {
    Path config = writeConfig();
    execute("topics", "create", "--config", config.toString());
    Path pictures = writeSamples();
    try (LauncherProcess run = startRun(config);
        OutputReader reader = new OutputReader()) {
      execute(
          "produce",
          "images",
          pictures.toString(),
          "--captions",
          pictures.resolve("captions.csv").toString(),
          "--config",
          config.toString());
      reader.await("clip.enriched-images", 10, run);
      reader.await("clip.mismatch-alerts", 10, run);
      Awaitility.await()
          .atMost(LIMIT)
          .until(() -> reader.latestScored("clip.enriched-captions") == 20);
      sendAtAndOverTheLimit();
      reader.await("clip.enriched-images", 11, run);
      reader.await("clip.dead-letters", 1, run);
      run.terminate();
      assertThat(run.awaitExit(Duration.ofSeconds(20))).isEqualTo(128 + 15);
      assertThat(run.errors()).doesNotContain("ERROR").contains("NOT_RUNNING");
      checkOutputs(reader);
      int before = reader.total();
      try (LauncherProcess again = startRun(config)) {
        Awaitility.await().atMost(LIMIT).until(() -> again.errors().contains("Stream is RUNNING"));
        // A picture sent now comes after all that the restart might have repeated.
        send("after-restart", Samples.load().get(0).content());
        reader.await("clip.enriched-images", 12, again);
        again.terminate();
        again.awaitExit(Duration.ofSeconds(20));
      }
      reader.poll();
      assertThat(reader.total()).isEqualTo(before + 1);
    }
  }

  private void checkOutputs(OutputReader reader) {
    for (EnrichedImage image : reader.values("clip.enriched-images", EnrichedImage.class)) {
      assertThat(image.getEmbedding().getVector()).hasSize(512);
      assertThat(image.getMediaType()).isEqualTo("image/jpeg");
      assertThat(image.getLabels().get("default")).hasSize(5);
      assertThat(image.getThumbnail()).isNotNull();
    }
    assertThat(reader.values("clip.mismatch-alerts", MismatchAlert.class))
        .allSatisfy(alert -> assertThat(alert.getImageLabels()).hasSize(3));
    ConsumerRecord<String, byte[]> letter = reader.records("clip.dead-letters").get(0);
    assertThat(letter.key()).isEqualTo("over-the-limit");
    assertThat(header(letter, "clip.errors.code")).isEqualTo("IMAGE_TOO_LARGE");
    assertThat(header(letter, "clip.errors.stage")).isEqualTo("decode");
    assertThat(letter.value().length).isGreaterThan(IMAGE_LIMIT);
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  /** A JPEG is whole at its end marker: bytes after it change the size alone. */
  private void sendAtAndOverTheLimit() throws Exception {
    byte[] picture = Samples.load().get(1).content();
    send("at-the-limit", Arrays.copyOf(picture, IMAGE_LIMIT));
    send("over-the-limit", Arrays.copyOf(picture, IMAGE_LIMIT + 1));
  }

  private void send(String id, byte[] content) throws Exception {
    ClipConfig config =
        ClipConfig.of(
            Map.of(
                "bootstrap.servers", SERVICES.bootstrapServers(),
                "apicurio.registry.url", SERVICES.registryUrl()));
    try (AvroSerdes serdes = new AvroSerdes(config);
        KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(
                Map.of(
                    "bootstrap.servers", SERVICES.bootstrapServers(), "max.request.size", 4 << 20),
                new StringSerializer(),
                new ByteArraySerializer())) {
      ImageEvent event = new ImageEvent(ByteBuffer.wrap(content), null, null, Map.of());
      byte[] value = serdes.serializer().serialize("clip.images", event);
      producer.send(new ProducerRecord<>("clip.images", id, value)).get();
    }
  }

  private LauncherProcess startRun(Path config) throws Exception {
    return LauncherProcess.start(
        directory, List.of("run", "--config", config.toString(), "-D", "clip.http.port=0"));
  }

  private void execute(String... arguments) throws Exception {
    try (LauncherProcess process = LauncherProcess.start(directory, List.of(arguments))) {
      assertThat(process.awaitExit(LIMIT)).as(process.errors()).isZero();
    }
  }

  private Path writeConfig() throws Exception {
    return Files.writeString(
        directory.resolve("clip.properties"),
        """
        bootstrap.servers=%s
        apicurio.registry.url=%s
        state.dir=%s
        clip.image.max.bytes=1MiB
        clip.topics.partitions=3
        clip.topics.replication.factor=1
        """
            .formatted(
                SERVICES.bootstrapServers(), SERVICES.registryUrl(), directory.resolve("state")));
  }

  private Path writeSamples() throws Exception {
    Path pictures = Files.createDirectory(directory.resolve("pictures"));
    StringBuilder csv = new StringBuilder("file,caption,caption_id\n");
    for (Sample sample : Samples.load()) {
      String file = sample.id() + ".jpg";
      Files.write(pictures.resolve(file), sample.content());
      csv.append("%s,%s,%s\n".formatted(file, sample.caption(), sample.captionId()));
      csv.append("%s,%s,%s\n".formatted(file, sample.wrongCaption(), sample.wrongCaptionId()));
    }
    Files.writeString(pictures.resolve("captions.csv"), csv);
    return pictures;
  }

  /** Reads all outputs, committed records only. */
  private static final class OutputReader implements AutoCloseable {
    private final KafkaConsumer<String, byte[]> consumer;
    private final AvroSerdes serdes;
    private final Deserializer<Object> deserializer;
    private final List<ConsumerRecord<String, byte[]>> seen = new ArrayList<>();

    OutputReader() {
      consumer =
          new KafkaConsumer<>(
              Map.of(
                  "bootstrap.servers", SERVICES.bootstrapServers(),
                  "isolation.level", "read_committed",
                  "enable.auto.commit", "false",
                  "auto.offset.reset", "earliest"),
              new StringDeserializer(),
              new ByteArrayDeserializer());
      List<TopicPartition> partitions =
          List.of(
                  "clip.enriched-images",
                  "clip.enriched-captions",
                  "clip.mismatch-alerts",
                  "clip.dead-letters")
              .stream()
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      serdes =
          new AvroSerdes(
              ClipConfig.of(
                  Map.of(
                      "bootstrap.servers", SERVICES.bootstrapServers(),
                      "apicurio.registry.url", SERVICES.registryUrl())));
      deserializer = serdes.deserializer();
    }

    void poll() {
      consumer.poll(Duration.ofMillis(500)).forEach(seen::add);
    }

    void await(String topic, int count, LauncherProcess run) throws Exception {
      Awaitility.await()
          .atMost(LIMIT)
          .failFast(() -> assertThat(run.errors()).doesNotContain("ERROR"))
          .until(
              () -> {
                poll();
                return records(topic).size() == count;
              });
    }

    /** Without tombstones. */
    List<ConsumerRecord<String, byte[]>> records(String topic) {
      return seen.stream()
          .filter(record -> record.topic().equals(topic) && record.value() != null)
          .toList();
    }

    <T> List<T> values(String topic, Class<T> type) {
      return records(topic).stream()
          .map(record -> type.cast(deserializer.deserialize(topic, record.value())))
          .toList();
    }

    long latestScored(String topic) {
      poll();
      return values(topic, EnrichedCaption.class).stream()
          .filter(caption -> caption.getStatus() == CaptionStatus.SCORED)
          .filter(caption -> caption.getMatch().getVerdict() != Verdict.UNDECIDED)
          .map(EnrichedCaption::getCaptionId)
          .distinct()
          .count();
    }

    int total() {
      return seen.size();
    }

    @Override
    public void close() {
      consumer.close();
      serdes.close();
    }
  }
}
