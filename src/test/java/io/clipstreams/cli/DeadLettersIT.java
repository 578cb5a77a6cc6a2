package io.clipstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstreams.EnrichedImage;
import io.clipstreams.ImageEvent;
import io.clipstreams.app.Application;
import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.client.TailedRecord;
import io.clipstreams.client.TopicSettings;
import io.clipstreams.client.TopicSnapshot;
import io.clipstreams.client.Topics;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.failure.DeadLetterHeaders;
import io.clipstreams.inference.FakeEncoder;
import io.clipstreams.local.KafkaAndRegistry;
import io.clipstreams.serde.AvroSerdes;
import io.clipstreams.topology.ModelIdentity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Records that fail in the running application, are listed, and sent again. */
class DeadLettersIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @RegisterExtension static final KafkaAndRegistry SERVICES = new KafkaAndRegistry();

  @TempDir private Path directory;

  @Test
  void whatFailedIsListedAndReplayedOnce() throws Exception {
    Path pictures = Files.createDirectory(directory.resolve("pictures"));
    ClipConfig config =
        config("replay").with(Map.of("clip.image.uri.allow", pictures.toUri().toString()));
    create(config);
    try (Application application = Application.start(config, model())) {
      assertThat(application.live()).isTrue();
      sendUri(config, "late", pictures.resolve("late.png"));
      sendUri(config, "moved", pictures.resolve("moved.png"));
      send(config, "junk", new byte[] {1, 2, 3});
      Awaitility.await().atMost(LIMIT).until(() -> list(config).size() == 3);
      send(config, "moved", avro(config, new ImageEvent(utf8("newer"), null, null, Map.of())));
      awaitImages(config, "moved");

      filters(config);
      Files.writeString(pictures.resolve("late.png"), "late");
      Files.writeString(pictures.resolve("moved.png"), "older");
      replays(config);

      Map<String, EnrichedImage> images = awaitImages(config, "late", "moved");
      assertThat(images.get("moved").getContentSha256()).isEqualTo(sha256("newer"));
      assertThat(images.get("late").getContentSha256()).isEqualTo(sha256("late"));
      liesWhereItLay(config);
    }
  }

  private static void filters(ClipConfig config) throws Exception {
    assertThat(list(config, "--code", "FETCH_FAILED")).hasSize(2);
    assertThat(list(config, "--code", "DECODE_FAILED")).isEmpty();
    assertThat(list(config, "--topic", config.topics().names().images())).hasSize(3);
    assertThat(list(config, "--topic", config.topics().names().captions())).isEmpty();
    assertThat(list(config, "--from", "1h")).hasSize(3);
    assertThat(list(config, "--to", "1h")).isEmpty();
    assertThat(list(config, "--from", "2100-01-01T00:00:00Z")).isEmpty();
    assertThat(list(config, "--limit", "2")).hasSize(2);
    CommandLineRun table = run(config, "list");
    assertThat(table.code()).isZero();
    assertThat(table.out()).contains("CODE", "KEY", "late", "FETCH_FAILED", "late.png", "junk");
    assertThat(run(config, "list", "--from", "yesterday").code()).isEqualTo(2);
    assertThat(run(config, "list", "--code", "WRONG").code()).isEqualTo(2);
  }

  private static void replays(ClipConfig config) throws Exception {
    CommandLineRun rehearsal = run(config, "replay", "--code", "FETCH_FAILED", "--dry-run");
    assertThat(rehearsal.out()).contains("late.png", "2 would be replayed, 0 replayed before");
    assertThat(list(config)).noneMatch(letter -> letter.get("replayed").asBoolean());

    CommandLineRun first = run(config, "replay", "--code", "FETCH_FAILED");
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out()).contains("2 replayed, 0 replayed before, 0 incomplete");
    CommandLineRun second = run(config, "replay", "--code", "FETCH_FAILED", "--json");
    assertThat(JSON.readTree(second.out()).get("replayed").asInt()).isZero();
    assertThat(JSON.readTree(second.out()).get("replayedBefore").asInt()).isEqualTo(2);
    assertThat(run(config, "replay", "--code", "FETCH_FAILED", "--again").out())
        .contains("2 replayed, 0 replayed before");
    assertThat(list(config, "--code", "FETCH_FAILED"))
        .allMatch(letter -> letter.get("replayed").asBoolean());
    assertThat(run(config, "list").out()).contains("(replayed)");
  }

  /** To the partition it came from, as it was, and with headers that say from where. */
  private static void liesWhereItLay(ClipConfig config) {
    List<TailedRecord> records = new ArrayList<>();
    new TopicSnapshot(new KafkaClients(config), config.topics().names().images())
        .read(
            record -> {
              if (record.key().equals(Optional.of("late"))) {
                records.add(record);
              }
              return true;
            });
    assertThat(records).hasSize(3);
    TailedRecord first = records.get(0);
    for (TailedRecord replayed : records.subList(1, 3)) {
      assertThat(replayed.raw().partition()).isEqualTo(first.raw().partition());
      assertThat(replayed.raw().value()).isEqualTo(first.raw().value());
      assertThat(replayed.raw().timestamp()).isEqualTo(first.raw().timestamp());
      assertThat(replayed.headers())
          .containsEntry(DeadLetterHeaders.REPLAY_TOPIC, first.raw().topic())
          .containsEntry(DeadLetterHeaders.REPLAY_PARTITION, "" + first.raw().partition())
          .containsEntry(DeadLetterHeaders.REPLAY_OFFSET, "" + first.raw().offset())
          .hasSize(3);
    }
  }

  /** The record does not fit its topic any more: neither it nor its mark is sent. */
  @Test
  void aRecordThatCannotBeSentIsNotMarked() throws Exception {
    ClipConfig config = config("refused");
    create(config);
    byte[] value = new byte[5_000];
    new Random(1).nextBytes(value);
    try (Admin admin = new KafkaClients(config).connect();
        Producer<String, byte[]> producer = new KafkaClients(config).producer(1 << 20)) {
      NewTopic small =
          new NewTopic("refused.small", 1, (short) 1)
              .configs(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "1000"));
      admin.createTopics(List.of(small)).all().get();
      producer.send(letter(config, "fits", new byte[] {1})).get();
      producer.send(letter(config, "large", value)).get();
      ProducerRecord<String, byte[]> nowhere =
          new ProducerRecord<>(config.topics().names().deadLetters(), "nowhere", value);
      producer.send(nowhere).get();
    }
    CommandLineRun refused = run(config, "replay", "--topic", "refused.small");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("no record of this batch was replayed");
    assertThat(list(config)).hasSize(3).noneMatch(letter -> letter.get("replayed").asBoolean());
    List<String> committed = new ArrayList<>();
    new TopicSnapshot(new KafkaClients(config), "refused.small")
        .read(record -> committed.add(record.key().orElseThrow()));
    assertThat(committed).isEmpty();

    CommandLineRun incomplete = run(config, "replay", "--dry-run");
    assertThat(incomplete.code()).isEqualTo(1);
    assertThat(incomplete.err()).contains("does not say where it came from");
    assertThat(incomplete.out()).contains("2 would be replayed, 0 replayed before, 1 incomplete");
  }

  private static ProducerRecord<String, byte[]> letter(
      ClipConfig config, String key, byte[] value) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(config.topics().names().deadLetters(), key, value);
    record.headers().add(DeadLetterHeaders.TOPIC, "refused.small".getBytes(StandardCharsets.UTF_8));
    record.headers().add(DeadLetterHeaders.PARTITION, "0".getBytes(StandardCharsets.UTF_8));
    record.headers().add(DeadLetterHeaders.OFFSET, "0".getBytes(StandardCharsets.UTF_8));
    return record;
  }

  private static List<JsonNode> list(ClipConfig config, String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("list", "--json"));
    arguments.addAll(Arrays.asList(options));
    CommandLineRun run = run(config, arguments.toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isZero();
    List<JsonNode> letters = new ArrayList<>();
    for (String line : run.out().lines().toList()) {
      letters.add(JSON.readTree(line));
    }
    return letters;
  }

  private static CommandLineRun run(ClipConfig config, String... arguments) {
    List<String> all = new ArrayList<>(List.of("dead-letters"));
    all.addAll(Arrays.asList(arguments));
    all.addAll(List.of("--bootstrap-server", SERVICES.bootstrapServers()));
    all.addAll(List.of("-D", "application.id=" + config.applicationId()));
    all.addAll(List.of("-D", "clip.topic.prefix=" + config.applicationId() + "."));
    return CommandLineRun.of(all.toArray(String[]::new));
  }

  private static Map<String, EnrichedImage> awaitImages(ClipConfig config, String... keys) {
    Map<String, EnrichedImage> images = new HashMap<>();
    try (AvroSerdes serdes = new AvroSerdes(config);
        Deserializer<Object> deserializer = serdes.deserializer()) {
      String topic = config.topics().names().enrichedImages();
      TopicSnapshot snapshot = new TopicSnapshot(new KafkaClients(config), topic);
      Awaitility.await()
          .atMost(LIMIT)
          .until(
              () -> {
                images.clear();
                snapshot.read(record -> put(record, deserializer, images));
                return images.keySet().containsAll(List.of(keys));
              });
    }
    return images;
  }

  private static boolean put(
      TailedRecord record, Deserializer<Object> deserializer, Map<String, EnrichedImage> images) {
    String key = record.key().orElseThrow();
    byte[] value = record.raw().value();
    if (value == null) {
      images.remove(key);
    } else {
      images.put(key, (EnrichedImage) deserializer.deserialize(record.raw().topic(), value));
    }
    return true;
  }

  private static void sendUri(ClipConfig config, String key, Path file) throws Exception {
    send(config, key, avro(config, new ImageEvent(null, file.toUri().toString(), null, Map.of())));
  }

  private static byte[] avro(ClipConfig config, ImageEvent event) {
    try (AvroSerdes serdes = new AvroSerdes(config);
        Serializer<Object> serializer = serdes.serializer()) {
      return serializer.serialize(config.topics().names().images(), event);
    }
  }

  private static void send(ClipConfig config, String key, byte[] value) throws Exception {
    try (Producer<String, byte[]> producer = new KafkaClients(config).producer(1 << 20)) {
      producer.send(new ProducerRecord<>(config.topics().names().images(), key, value)).get();
    }
  }

  private ClipConfig config(String name) {
    return ClipConfig.of(
        Map.of(
            "application.id",
            name,
            "bootstrap.servers",
            SERVICES.bootstrapServers(),
            "apicurio.registry.url",
            SERVICES.registryUrl(),
            "state.dir",
            directory.resolve("state").toString(),
            "clip.topic.prefix",
            name + ".",
            "clip.topics.partitions",
            "3"));
  }

  private static void create(ClipConfig config) {
    try (Admin admin = new KafkaClients(config).connect()) {
      new Topics(admin).createAll(config.topics().names(), TopicSettings.of(config));
    }
  }

  private static EmbeddingModel model() {
    return new EmbeddingModel(
        new ModelIdentity("fake", "revision-1", 10), new FakeEncoder(), OptionalDouble.empty());
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
