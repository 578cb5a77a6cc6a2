package io.clipstreams.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstreams.CaptionEvent;
import io.clipstreams.CaptionStatus;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.ImageEvent;
import io.clipstreams.MismatchAlert;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.client.TopicSettings;
import io.clipstreams.client.TopicTail;
import io.clipstreams.client.Topics;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.inference.Encoder;
import io.clipstreams.inference.FakeEncoder;
import io.clipstreams.local.KafkaAndRegistry;
import io.clipstreams.serde.AvroSerdes;
import io.clipstreams.topology.ModelIdentity;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The stream against a real broker and a real registry, with an encoder that costs nothing. */
class ApplicationIT {
  private static final int PAIRS = 40;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @RegisterExtension static final KafkaAndRegistry SERVICES = new KafkaAndRegistry();

  @TempDir private Path stateDir;

  /** Images partitioned as librdkafka does, captions as Java does: the join finds them all. */
  @ParameterizedTest
  @ValueSource(ints = {3, 6})
  void everyCaptionIsScoredWhereverItAndItsImageLie(int partitions) throws Exception {
    ClipConfig config = config("parts-" + partitions);
    createTopics(config, partitions);
    MeterRegistry meters = new SimpleMeterRegistry();
    try (Application application = Application.start(config, model("revision-1"), meters);
        AvroSerdes serdes = new AvroSerdes(config)) {
      Serializer<Object> serializer = serdes.serializer();
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      try (Producer<String, byte[]> producer = new KafkaClients(config).producer(1 << 20)) {
        for (int i = 0; i < PAIRS; i++) {
          String image = "image-" + i;
          ImageEvent event = new ImageEvent(utf8("picture " + i), null, null, Map.of());
          String topic = config.topics().names().images();
          sent.add(
              producer.send(
                  new ProducerRecord<>(
                      topic, crc32(image, partitions), image, serializer.serialize(topic, event))));
        }
        for (int i = 0; i < PAIRS; i++) {
          String caption = "caption-" + i;
          CaptionEvent event = new CaptionEvent("image-" + i, "text " + i, Map.of());
          String topic = config.topics().names().captions();
          sent.add(
              producer.send(
                  new ProducerRecord<>(
                      topic,
                      murmur2(caption, partitions),
                      caption,
                      serializer.serialize(topic, event))));
        }
        for (Future<RecordMetadata> answer : sent) {
          answer.get();
        }
      }
      LatestValues<EnrichedCaption> captions =
          new LatestValues<>(EnrichedCaption.class, config.topics().names().enrichedCaptions());
      captions.await(
          config,
          serdes,
          found ->
              found.size() == PAIRS
                  && found.values().stream()
                      .allMatch(caption -> caption.getStatus() == CaptionStatus.SCORED));
      LatestValues<EnrichedImage> images =
          new LatestValues<>(EnrichedImage.class, config.topics().names().enrichedImages());
      images.await(config, serdes, found -> found.size() == PAIRS);
      LatestValues<MismatchAlert> alerts =
          new LatestValues<>(MismatchAlert.class, config.topics().names().mismatchAlerts());
      long mismatches =
          captions.values().values().stream()
              .filter(caption -> caption.getMatch().getScore() < 0.1f)
              .count();
      assertThat(mismatches).isPositive();
      alerts.await(config, serdes, found -> found.size() == mismatches);
      assertThat(application.ready()).isTrue();
      assertThat(application.live()).isTrue();
      assertThat(readAhead(meters, "hit")).as("all records are read ahead").isEqualTo(2 * PAIRS);
      assertThat(readAhead(meters, "miss")).isZero();
    }
    assertThat(subjects(config.topics().names().images().replace("images", "")))
        .as("no internal topic has a schema")
        .containsExactlyInAnyOrder(
            config.topics().names().images() + "-value",
            config.topics().names().captions() + "-value",
            config.topics().names().enrichedImages() + "-value",
            config.topics().names().enrichedCaptions() + "-value",
            config.topics().names().mismatchAlerts() + "-value");
  }

  private static double readAhead(MeterRegistry meters, String result) {
    return meters.get("clip.lookahead.records").tag("result", result).counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  /** A claim check is fetched under the allow list; what lies elsewhere gets a dead letter. */
  @Test
  void imagesThatCameByUriAreFetched() throws Exception {
    Path folder = Files.createDirectory(stateDir.resolve("pictures"));
    Files.writeString(folder.resolve("inside.png"), "a picture");
    Files.writeString(stateDir.resolve("outside.png"), "another picture");
    ClipConfig config =
        config("by-uri").with(Map.of("clip.image.uri.allow", folder.toUri().toString()));
    createTopics(config, 2);
    try (Application application = Application.start(config, model("revision-1"));
        AvroSerdes serdes = new AvroSerdes(config);
        Serializer<Object> serializer = serdes.serializer()) {
      String topic = config.topics().names().images();
      try (Producer<String, byte[]> producer = new KafkaClients(config).producer(1 << 20)) {
        for (Path file : List.of(folder.resolve("inside.png"), stateDir.resolve("outside.png"))) {
          ImageEvent event = new ImageEvent(null, file.toUri().toString(), null, Map.of());
          byte[] value = serializer.serialize(topic, event);
          producer.send(new ProducerRecord<>(topic, file.getFileName().toString(), value)).get();
        }
      }
      LatestValues<EnrichedImage> images =
          new LatestValues<>(EnrichedImage.class, config.topics().names().enrichedImages());
      images.await(config, serdes, found -> found.containsKey("inside.png"));
      try (TopicTail tail =
          new TopicTail(new KafkaClients(config), config.topics().names().deadLetters(), true)) {
        List<String> codes = new ArrayList<>();
        tail.follow(
            OptionalLong.of(1),
            Optional.of(LIMIT),
            letter -> codes.add(letter.header("clip.errors.code").orElseThrow()));
        assertThat(codes).containsExactly("FETCH_FORBIDDEN");
      }
      assertThat(images.values()).containsOnlyKeys("inside.png");
      assertThat(application.live()).isTrue();
    }
  }

  /** Half a minute's work has been polled when it is told to end; the process has ten seconds. */
  @Test
  void itEndsInTimeWhileRecordsWaitForASlowModel() throws Exception {
    int records = 300;
    ClipConfig config = config("slow").with(Map.of("clip.lookahead", "false"));
    createTopics(config, 1);
    SlowEncoder slow = new SlowEncoder(Duration.ofMillis(100));
    LatestValues<EnrichedImage> images =
        new LatestValues<>(EnrichedImage.class, config.topics().names().enrichedImages());
    try (AvroSerdes serdes = new AvroSerdes(config)) {
      send(config, serdes, 0, records);
      Duration toEnd = timeToEnd(config, slow);
      assertThat(toEnd).isLessThan(Duration.ofSeconds(5));
      assertThat(slow.embedded()).isLessThan(records);
      images.await(config, serdes, found -> found.size() >= slow.embedded() - 1);
      assertThat(images.values().size()).as("what was embedded is committed").isLessThan(records);
      try (Application application = Application.start(config, model("revision-1"))) {
        images.await(config, serdes, found -> found.size() == records);
        assertThat(application.live()).isTrue();
      }
    }
  }

  /** Kafka Streams alone would poll again when all eighty are done. */
  @Test
  void whatComesWhileOthersAreAtTheModelIsBegunBeforeTheyAreDone() throws Exception {
    int records = 80;
    ClipConfig config = config("steady");
    createTopics(config, 1);
    SlowEncoder slow = new SlowEncoder(Duration.ofMillis(150));
    // One producer for all: to connect another would take as long as the model takes for many.
    try (AvroSerdes serdes = new AvroSerdes(config);
        Serializer<Object> serializer = serdes.serializer();
        Producer<String, byte[]> producer = new KafkaClients(config).producer(1 << 20)) {
      send(config, serializer, producer, 0, records);
      try (Application application = Application.start(config, model("revision-1", slow))) {
        Awaitility.await().atMost(LIMIT).until(() -> slow.embedded() > 3);
        send(config, serializer, producer, records, 1);
        String last = "picture " + records;
        Awaitility.await().atMost(LIMIT).until(() -> slow.embeddedBefore(last).isPresent());
        assertThat(slow.embeddedBefore(last).getAsInt()).isLessThan(records);
        assertThat(application.live()).isTrue();
      }
    }
  }

  /** An alert passes three commits; with the interval alone more than two whole ones go by. */
  @Test
  void onAThreadWithLittleToDoNothingWaitsForTheCommitInterval() throws Exception {
    int pairs = 4;
    ClipConfig config =
        config("idle").with(Map.of("commit.interval.ms", "10000", "clip.mismatch.threshold", "1"));
    createTopics(config, 1);
    LatestValues<MismatchAlert> alerts =
        new LatestValues<>(MismatchAlert.class, config.topics().names().mismatchAlerts());
    LatestValues<EnrichedCaption> judged =
        new LatestValues<>(EnrichedCaption.class, config.topics().names().enrichedCaptions());
    try (AvroSerdes serdes = new AvroSerdes(config);
        Serializer<Object> serializer = serdes.serializer();
        Producer<String, byte[]> producer = new KafkaClients(config).producer(1 << 20);
        Application application = Application.start(config, model("revision-1"))) {
      String captions = config.topics().names().captions();
      for (int i = 0; i < pairs; i++) {
        CaptionEvent caption = new CaptionEvent("image-" + i, "a text", Map.of());
        byte[] value = serializer.serialize(captions, caption);
        producer.send(new ProducerRecord<>(captions, "caption-" + i, value)).get();
      }
      judged.await(config, serdes, found -> found.size() == pairs);
      long sent = System.nanoTime();
      send(config, serializer, producer, 0, pairs);
      alerts.await(config, serdes, found -> found.size() == pairs);
      assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(Duration.ofSeconds(10));
      assertThat(application.live()).isTrue();
    }
  }

  private static Duration timeToEnd(ClipConfig config, SlowEncoder encoder) {
    Application application = Application.start(config, model("revision-1", encoder));
    try {
      Awaitility.await().atMost(LIMIT).until(() -> encoder.embedded() > 5);
    } catch (RuntimeException late) {
      application.close();
      throw late;
    }
    long start = System.nanoTime();
    application.close();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static void send(ClipConfig config, AvroSerdes serdes, int from, int images)
      throws Exception {
    try (Serializer<Object> serializer = serdes.serializer();
        Producer<String, byte[]> producer = new KafkaClients(config).producer(1 << 20)) {
      send(config, serializer, producer, from, images);
    }
  }

  private static void send(
      ClipConfig config,
      Serializer<Object> serializer,
      Producer<String, byte[]> producer,
      int from,
      int images)
      throws Exception {
    String topic = config.topics().names().images();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (int i = from; i < from + images; i++) {
      ImageEvent event = new ImageEvent(utf8("picture " + i), null, null, Map.of());
      byte[] value = serializer.serialize(topic, event);
      sent.add(producer.send(new ProducerRecord<>(topic, "image-" + i, value)));
    }
    for (Future<RecordMetadata> answer : sent) {
      answer.get();
    }
  }

  @Test
  void refusesToStartWithoutItsTopics() {
    ClipConfig config = config("without-topics");
    assertThatExceptionOfType(StartRefusedException.class)
        .isThrownBy(() -> Application.start(config, model("revision-1")))
        .withMessageContaining("clip-streams topics create")
        .withMessageContaining(config.topics().names().images());
  }

  /** Fifteen minutes are the broker's most. */
  @ParameterizedTest
  @CsvSource({"900000, ''", "9999, too short", "900001, transaction.max.timeout.ms"})
  void transactionsMayBeOpenAsLongAsTheBrokerAllows(String millis, String refusal) {
    ClipConfig config =
        config("timeout-" + millis)
            .with(
                Map.of(
                    "clip.topics.auto.create", "true", "producer.transaction.timeout.ms", millis));
    if (refusal.isEmpty()) {
      Application.start(config, model("revision-1")).close();
    } else {
      assertThatThrownBy(() -> Application.start(config, model("revision-1")))
          .hasMessageContaining(refusal)
          .hasMessageContaining("producer.transaction.timeout.ms=" + millis);
    }
  }

  @Test
  void createsItsTopicsIfAllowed() {
    ClipConfig config = config("auto").with(Map.of("clip.topics.auto.create", "true"));
    try (Application application = Application.start(config, model("revision-1"))) {
      Awaitility.await().atMost(LIMIT).until(application::ready);
    }
  }

  @Test
  void refusesAnotherModelUnderTheSameApplicationId() {
    ClipConfig config = config("revision");
    createTopics(config, 1);
    Application.start(config, model("revision-1")).close();
    Application.start(config, model("revision-1")).close();
    assertThatExceptionOfType(StartRefusedException.class)
        .isThrownBy(() -> Application.start(config, model("revision-2")))
        .withMessageContaining("revision-1")
        .withMessageContaining("revision-2")
        .withMessageContaining("application.id");
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
            stateDir.toString(),
            "clip.topic.prefix",
            name + ".",
            "clip.mismatch.threshold",
            "0.1",
            "clip.topics.partitions",
            "2"));
  }

  private static EmbeddingModel model(String revision) {
    return model(revision, new FakeEncoder());
  }

  private static EmbeddingModel model(String revision, Encoder encoder) {
    return new EmbeddingModel(
        new ModelIdentity("fake", revision, 10), encoder, OptionalDouble.empty());
  }

  private static void createTopics(ClipConfig config, int partitions) {
    try (Admin admin = new KafkaClients(config).connect()) {
      new Topics(admin)
          .createAll(config.topics().names(), TopicSettings.of(config).withPartitions(partitions));
    }
  }

  private static List<String> subjects(String prefix) throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(SERVICES.registryUrl() + "/apis/ccompat/v7/subjects"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    return List.of(response.body().replaceAll("[\\[\\]\"\\s]", "").split(",")).stream()
        .filter(subject -> subject.startsWith(prefix))
        .toList();
  }

  /** What librdkafka's default partitioner does with a key. */
  private static int crc32(String key, int partitions) {
    CRC32 crc = new CRC32();
    crc.update(key.getBytes(StandardCharsets.UTF_8));
    return (int) (crc.getValue() % partitions);
  }

  private static int murmur2(String key, int partitions) {
    return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
