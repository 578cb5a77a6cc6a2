package io.clipstreams.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clipstreams.CaptionEvent;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.ImageEvent;
import io.clipstreams.app.Application;
import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.client.TopicSettings;
import io.clipstreams.client.Topics;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.TopicNames;
import io.clipstreams.failure.DeadLetterHeaders;
import io.clipstreams.failure.FailureCode;
import io.clipstreams.local.KafkaAndRegistry;
import io.clipstreams.scoring.Vectors;
import io.clipstreams.serde.AvroSerdes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records of every hostile kind among 31 good ones of each topic, all read ahead into the same
 * batches of a real model: each goes to the dead letters once, and the good ones come out as if it
 * had not been there.
 */
class PoisonIT {
  private static final int GOOD = 31;
  private static final int IMAGE_LIMIT = 256 << 10;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

  @RegisterExtension static final KafkaAndRegistry SERVICES = new KafkaAndRegistry();

  @TempDir private Path directory;
  private ClipConfig config;
  private TopicNames topics;
  private AvroSerdes serdes;
  private Serializer<Object> avro;

  /** What is sent, and what has to become of it. */
  private record Hostile(String topic, byte[] key, byte[] value, FailureCode code) {}

  @BeforeEach
  void start() {
    config =
        ClipConfig.of(
            Map.of(
                "application.id", "poison",
                "clip.topic.prefix", "poison.",
                "bootstrap.servers", SERVICES.bootstrapServers(),
                "apicurio.registry.url", SERVICES.registryUrl(),
                "state.dir", directory.toString(),
                "clip.model", "src/test/resources/models/tiny-clip",
                "clip.image.max.bytes", Integer.toString(IMAGE_LIMIT)));
    topics = config.topics().names();
    serdes = new AvroSerdes(config);
    avro = serdes.serializer();
  }

  @AfterEach
  void stop() {
    serdes.close();
  }

  @Test
  void hostileRecordsHarmNobodyElse() throws Exception {
    try (Admin admin = new KafkaClients(config).connect()) {
      // One partition: they are neighbours. A compacted topic would not take records without a key.
      new Topics(admin)
          .createAll(
              topics, TopicSettings.of(config).withPartitions(1).withRetention(Duration.ofDays(1)));
    }
    List<Hostile> hostile = new ArrayList<>(hostileImages());
    hostile.addAll(hostileCaptions());
    Map<Feed.Place, FailureCode> expected = send(hostile);
    try (EmbeddingModel model = EmbeddingModel.load(config);
        Application application = Application.start(config, model);
        Consumer<byte[], byte[]> consumer = consumer()) {
      Map<String, List<ConsumerRecord<byte[], byte[]>>> outputs = new HashMap<>();
      Awaitility.await()
          .atMost(LIMIT)
          .until(
              () -> {
                consumer
                    .poll(Duration.ofMillis(200))
                    .forEach(
                        record ->
                            outputs
                                .computeIfAbsent(record.topic(), topic -> new ArrayList<>())
                                .add(record));
                return outputs.getOrDefault(topics.deadLetters(), List.of()).size()
                        >= expected.size()
                    && values(outputs, topics.enrichedImages()) >= GOOD
                    && values(outputs, topics.enrichedCaptions()) >= GOOD;
              });
      checkDeadLetters(outputs.get(topics.deadLetters()), expected);
      checkImages(outputs.get(topics.enrichedImages()), model);
      checkCaptions(outputs.get(topics.enrichedCaptions()), model);
      assertThat(application.live()).isTrue();
    }
  }

  private static long values(
      Map<String, List<ConsumerRecord<byte[], byte[]>>> outputs, String topic) {
    return outputs.getOrDefault(topic, List.of()).stream()
        .filter(record -> record.value() != null)
        .count();
  }

  private static void checkDeadLetters(
      List<ConsumerRecord<byte[], byte[]>> letters, Map<Feed.Place, FailureCode> expected) {
    Map<Feed.Place, FailureCode> found = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> letter : letters) {
      FailureCode code = FailureCode.valueOf(header(letter, DeadLetterHeaders.CODE));
      TopicPartition partition =
          new TopicPartition(
              header(letter, DeadLetterHeaders.TOPIC),
              Integer.parseInt(header(letter, DeadLetterHeaders.PARTITION)));
      long offset = Long.parseLong(header(letter, DeadLetterHeaders.OFFSET));
      assertThat(found.put(new Feed.Place(partition, offset), code))
          .as("%s-%d twice", partition, offset)
          .isNull();
      assertThat(header(letter, DeadLetterHeaders.STAGE)).isEqualTo(code.stage());
      assertThat(header(letter, DeadLetterHeaders.MESSAGE)).hasSizeBetween(15, 1000);
    }
    assertThat(found).isEqualTo(expected);
  }

  private void checkImages(List<ConsumerRecord<byte[], byte[]>> records, EmbeddingModel model)
      throws Exception {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      String id = new String(record.key(), StandardCharsets.UTF_8);
      if (record.value() != null) {
        EnrichedImage image =
            (EnrichedImage) serdes.deserializer().deserialize(record.topic(), record.value());
        assertThat(id).startsWith("good-");
        float[] alone = model.encoder().encodeImage(goodPicture(number(id))).vector();
        assertVector(image.getEmbedding().getVector(), alone);
      }
    }
  }

  private void checkCaptions(List<ConsumerRecord<byte[], byte[]>> records, EmbeddingModel model)
      throws Exception {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      String id = new String(record.key(), StandardCharsets.UTF_8);
      if (record.value() != null) {
        EnrichedCaption caption =
            (EnrichedCaption) serdes.deserializer().deserialize(record.topic(), record.value());
        assertThat(id).startsWith("good-");
        float[] alone = model.encoder().encodeText(goodText(number(id))).vector();
        assertVector(caption.getEmbedding().getVector(), alone);
      }
    }
  }

  private static int number(String id) {
    return Integer.parseInt(id.substring("good-".length()));
  }

  private static void assertVector(List<Float> found, float[] expected) {
    float[] normalized = Vectors.normalize(expected);
    assertThat(found).hasSize(normalized.length);
    for (int i = 0; i < normalized.length; i++) {
      assertThat(found.get(i)).isCloseTo(normalized[i], within(1e-5f));
    }
  }

  /** Good and hostile records in turn. */
  private Map<Feed.Place, FailureCode> send(List<Hostile> hostile) throws Exception {
    Map<Feed.Place, FailureCode> expected = new HashMap<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", SERVICES.bootstrapServers(), "max.request.size", 8 << 20),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < Math.max(GOOD, hostile.size()); i++) {
        if (i < GOOD) {
          producer.send(good(topics.images(), i, image(goodPicture(i)))).get();
          producer.send(good(topics.captions(), i, caption("good-" + i, goodText(i)))).get();
        }
        if (i < hostile.size()) {
          Hostile next = hostile.get(i);
          RecordMetadata place =
              producer.send(new ProducerRecord<>(next.topic(), next.key(), next.value())).get();
          expected.put(
              new Feed.Place(new TopicPartition(place.topic(), place.partition()), place.offset()),
              next.code());
        }
      }
    }
    return expected;
  }

  private static ProducerRecord<byte[], byte[]> good(String topic, int number, byte[] value) {
    return new ProducerRecord<>(topic, utf8("good-" + number), value);
  }

  /** Not the same bytes, so that nothing is remembered: a JPEG is whole at its end marker. */
  private static byte[] goodPicture(int number) throws Exception {
    byte[] jpeg = fixture("preprocessing/images/progressive_420.jpg");
    byte[] longer = Arrays.copyOf(jpeg, jpeg.length + 1 + number);
    longer[jpeg.length] = 1;
    return longer;
  }

  private static String goodText(int number) {
    return "a good text of number " + number;
  }

  private List<Hostile> hostileImages() throws Exception {
    String topic = topics.images();
    byte[] picture = fixture("preprocessing/images/lossy.webp");
    byte[] unknownSchema = image(picture);
    ByteBuffer.wrap(unknownSchema).putInt(1, Integer.MAX_VALUE);
    byte[] cut = image(picture);
    byte[] noise = new byte[5_000];
    new Random(1).nextBytes(noise);
    List<Hostile> hostile = new ArrayList<>();
    hostile.add(hostile(topic, new byte[] {9, 9, 9}, FailureCode.DESERIALIZATION_FAILED));
    hostile.add(hostile(topic, new byte[0], FailureCode.DESERIALIZATION_FAILED));
    hostile.add(hostile(topic, new byte[] {0, 0, 0}, FailureCode.DESERIALIZATION_FAILED));
    hostile.add(hostile(topic, unknownSchema, FailureCode.DESERIALIZATION_FAILED));
    hostile.add(
        hostile(topic, Arrays.copyOf(cut, cut.length / 2), FailureCode.DESERIALIZATION_FAILED));
    hostile.add(hostile(topic, caption("image", "text"), FailureCode.DESERIALIZATION_FAILED));
    ImageEvent both = new ImageEvent(ByteBuffer.wrap(picture), "file:///x.png", null, Map.of());
    hostile.add(hostile(topic, avro.serialize(topic, both), FailureCode.INVALID_EVENT));
    ImageEvent neither = new ImageEvent(null, null, null, Map.of());
    hostile.add(hostile(topic, avro.serialize(topic, neither), FailureCode.INVALID_EVENT));
    ImageEvent forbidden = new ImageEvent(null, "file:///etc/passwd", null, Map.of());
    hostile.add(hostile(topic, avro.serialize(topic, forbidden), FailureCode.FETCH_FORBIDDEN));
    hostile.add(hostile(topic, image(new byte[0]), FailureCode.EMPTY_IMAGE));
    hostile.add(hostile(topic, image(new byte[IMAGE_LIMIT + 1]), FailureCode.IMAGE_TOO_LARGE));
    hostile.add(hostile(topic, image(noise), FailureCode.UNSUPPORTED_FORMAT));
    hostile.add(damaged("malformed/script.svg", FailureCode.UNSUPPORTED_FORMAT));
    hostile.add(damaged("malformed/bomb_30000x30000_1bit.png", FailureCode.IMAGE_TOO_LARGE));
    hostile.add(damaged("malformed/sof_65500.jpg", FailureCode.IMAGE_TOO_LARGE));
    hostile.add(damaged("malformed/truncated_50.png", FailureCode.DECODE_FAILED));
    hostile.add(damaged("malformed/truncated_50.webp", FailureCode.DECODE_FAILED));
    hostile.add(damaged("malformed/cyclic_ifd_no_pixels.tiff", FailureCode.DECODE_FAILED));
    hostile.add(new Hostile(topic, null, image(picture), FailureCode.INVALID_EVENT));
    hostile.add(new Hostile(topic, new byte[0], image(picture), FailureCode.INVALID_EVENT));
    hostile.add(
        new Hostile(topic, new byte[] {(byte) 0xFF, 0}, image(picture), FailureCode.INVALID_EVENT));
    hostile.add(new Hostile(topic, null, null, FailureCode.INVALID_EVENT));
    return hostile;
  }

  private List<Hostile> hostileCaptions() {
    String topic = topics.captions();
    return List.of(
        hostile(topic, new byte[] {9, 9, 9}, FailureCode.DESERIALIZATION_FAILED),
        hostile(topic, caption("image", "a ".repeat(1 << 19)), FailureCode.TEXT_TOO_LARGE),
        hostile(topic, caption("image", ""), FailureCode.EMPTY_TEXT),
        hostile(topic, caption("image", "\u00A0\n\t"), FailureCode.EMPTY_TEXT),
        hostile(topic, caption("", "text"), FailureCode.INVALID_EVENT),
        new Hostile(topic, null, caption("image", "text"), FailureCode.INVALID_EVENT));
  }

  private Hostile damaged(String file, FailureCode code) throws Exception {
    return hostile(topics.images(), image(fixture(file)), code);
  }

  private static Hostile hostile(String topic, byte[] value, FailureCode code) {
    return new Hostile(topic, utf8("hostile"), value, code);
  }

  private byte[] image(byte[] content) {
    return avro.serialize(
        topics.images(), new ImageEvent(ByteBuffer.wrap(content), null, null, Map.of()));
  }

  private byte[] caption(String image, String text) {
    return avro.serialize(topics.captions(), new CaptionEvent(image, text, Map.of()));
  }

  private static byte[] fixture(String name) throws Exception {
    return Files.readAllBytes(FIXTURES.resolve(name));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private Consumer<byte[], byte[]> consumer() {
    Consumer<byte[], byte[]> consumer = new KafkaClients(config).consumer();
    List<TopicPartition> partitions =
        List.of(topics.enrichedImages(), topics.enrichedCaptions(), topics.deadLetters()).stream()
            .map(topic -> new TopicPartition(topic, 0))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }
}
