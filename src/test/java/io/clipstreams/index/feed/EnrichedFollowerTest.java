package io.clipstreams.index.feed;

import static io.clipstreams.index.IndexRecords.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.AlertReason;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.MismatchAlert;
import io.clipstreams.config.TopicNames;
import io.clipstreams.index.IndexCounts;
import io.clipstreams.index.IndexRecords;
import io.clipstreams.index.IndexSettings;
import io.clipstreams.index.SearchIndex;
import io.clipstreams.index.WritableIndex;
import io.clipstreams.serde.EventReader;
import io.clipstreams.serde.RegistryPatience;
import io.clipstreams.serde.TrustedRecords;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrichedFollowerTest {
  private static final TopicNames NAMES = new TopicNames("in.", "out.");
  private static final String IMAGES = NAMES.enrichedImages();
  private static final String CAPTIONS = NAMES.enrichedCaptions();
  private static final String ALERTS = NAMES.mismatchAlerts();
  private static final int PARTITIONS = 2;

  @TempDir private Path directory;

  private final Map<String, FollowedTopics.Topic> topics = new ConcurrentHashMap<>();
  private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
  private final Map<TopicPartition, Long> ends = new HashMap<>();
  private final Map<TopicPartition, Long> beginnings = new HashMap<>();
  private SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private WritableIndex index;
  private EnrichedFollower follower;
  private MockConsumer<byte[], byte[]> consumer;

  EnrichedFollowerTest() {
    TrustedRecords.allow();
    for (String topic : List.of(IMAGES, CAPTIONS, ALERTS)) {
      topics.put(topic, new FollowedTopics.Topic("id-1", PARTITIONS));
    }
  }

  @AfterEach
  void close() {
    if (follower != null) {
      follower.close();
      index.close();
    }
  }

  private void append(String topic, int partition, String key, byte[] value) {
    TopicPartition place = new TopicPartition(topic, partition);
    long offset = ends.merge(place, 1L, Long::sum) - 1;
    byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
    log.add(new ConsumerRecord<>(topic, partition, offset, keyBytes, value));
  }

  private void image(int partition, EnrichedImage image) {
    append(IMAGES, partition, image.getImageId(), write(image));
  }

  /** Starts as after a restart of the process. */
  private SearchIndex start(Duration commitInterval) {
    meters = new SimpleMeterRegistry();
    index = WritableIndex.open(directory, IndexSettings.of(MODEL));
    RegistryPatience patience = new RegistryPatience(e -> false, Duration.ofMillis(1));
    follower =
        new EnrichedFollower(
            new FollowerSettings(NAMES, MODEL.revision(), commitInterval),
            index,
            this::consumer,
            names -> Map.copyOf(topics),
            new OutputReaders(
                new EventReader<>(
                    EnrichedImage.class, (t, v) -> read(EnrichedImage.class, v), patience),
                new EventReader<>(
                    EnrichedCaption.class, (t, v) -> read(EnrichedCaption.class, v), patience),
                new EventReader<>(
                    MismatchAlert.class, (t, v) -> read(MismatchAlert.class, v), patience)),
            patience,
            meters);
    follower.start();
    return index.searching();
  }

  /** A consumer of a broker that holds the log. */
  private MockConsumer<byte[], byte[]> consumer() {
    MockConsumer<byte[], byte[]> mock = new MockConsumer<>("none");
    Map<TopicPartition, Long> first = new HashMap<>();
    Map<TopicPartition, Long> last = new HashMap<>();
    topics.forEach(
        (name, topic) -> {
          for (int i = 0; i < topic.partitions(); i++) {
            TopicPartition partition = new TopicPartition(name, i);
            first.put(partition, beginnings.getOrDefault(partition, 0L));
            last.put(partition, ends.getOrDefault(partition, 0L));
          }
        });
    mock.updateBeginningOffsets(first);
    mock.updateEndOffsets(last);
    // After it has been assigned its partitions.
    mock.schedulePollTask(
        () -> {
          for (ConsumerRecord<byte[], byte[]> record : log) {
            TopicPartition place = new TopicPartition(record.topic(), record.partition());
            if (record.offset() >= mock.position(place)) {
              mock.addRecord(record);
            }
          }
        });
    consumer = mock;
    return mock;
  }

  private void awaitCaughtUp() {
    Awaitility.await().until(() -> follower.lag().equals(OptionalLong.of(0)));
  }

  private double counted(String result) {
    return meters.get("clip.index.records").tag("result", result).counter().count();
  }

  /** Who takes up events where the index ends must not miss what it has read and does not show. */
  @Test
  void whatIsShownCanBeSearched() {
    TopicPartition place = new TopicPartition(IMAGES, 1);
    image(1, IndexRecords.image("a", 1, 1, 0));
    SearchIndex search = start(Duration.ofMinutes(10));
    Awaitility.await().until(() -> follower.shown().getOrDefault(place, 0L) == 1);
    assertThat(search.counts()).isEqualTo(new IndexCounts(1, 0, 0, 0));
    image(1, IndexRecords.image("b", 1, 1, 0));
    consumer.schedulePollTask(() -> consumer.addRecord(log.get(1)));
    Awaitility.await().until(() -> follower.shown().getOrDefault(place, 0L) == 2);
    assertThat(search.counts()).isEqualTo(new IndexCounts(2, 0, 0, 0));
    assertThat(follower.shown())
        .as("no such partition")
        .doesNotContainKey(new TopicPartition(IMAGES, 7));
  }

  @Test
  void followsWhatIsPublishedReplacedAndDeleted() {
    image(0, IndexRecords.image("a", 1, 1, 0));
    image(1, IndexRecords.image("b", 1, 1, 0));
    EnrichedCaption caption = IndexRecords.caption("c", "a", 1, 1, 0);
    append(CAPTIONS, 0, "c", write(caption));
    append(ALERTS, 1, "c", write(IndexRecords.raised("c", AlertReason.MISMATCH, 1)));
    append(ALERTS, 1, "d", write(IndexRecords.raised("d", AlertReason.MISMATCH, 1)));
    image(0, IndexRecords.image("a", 2, 0, 1));
    append(IMAGES, 1, "b", null);
    append(ALERTS, 1, "d", null);

    SearchIndex search = start(Duration.ofMinutes(10));

    Awaitility.await().until(() -> search.counts().equals(new IndexCounts(1, 1, 1, 0)));
    assertThat(search.imageVector("a"))
        .hasValueSatisfying(vector -> assertThat(vector).containsExactly(0, 1));
    assertThat(search.caption("c")).contains(caption);
    assertThat(counted("indexed")).isEqualTo(6);
    assertThat(counted("deleted")).isEqualTo(2);
    assertThat(meters.get("clip.index.documents").tag("kind", "images").gauge().value())
        .isEqualTo(1);
    awaitCaughtUp();
    assertThat(meters.get("clip.index.lag").gauge().value()).isZero();
  }

  @Test
  void otherModelsAndBrokenRecordsAreCountedAndStopNothing() {
    EnrichedImage image = IndexRecords.image("a", 1, 1, 0);
    image(0, image);
    append(
        IMAGES,
        0,
        "a",
        write(
            EnrichedImage.newBuilder(image)
                .setEmbedding(IndexRecords.embedding("revision-2", 1, 0))
                .build()));
    append(IMAGES, 1, "broken", new byte[] {1, 2, 3});
    append(IMAGES, 1, "another key", write(IndexRecords.image("b", 1, 1, 0)));
    image(1, IndexRecords.image("zero", 1, 0, 0));
    image(1, IndexRecords.image("wide", 1, 1, 0, 0));
    image(1, IndexRecords.image("good", 1, 1, 0));

    SearchIndex search = start(Duration.ofMinutes(10));

    Awaitility.await().until(() -> search.image("good").isPresent());
    assertThat(search.counts().images()).isEqualTo(1);
    assertThat(counted("other-model")).isEqualTo(1);
    assertThat(counted("failed")).isEqualTo(4);
  }

  @Test
  void goesOnWhereItWasCommitted() {
    image(0, IndexRecords.image("a", 1, 1, 0));
    image(1, IndexRecords.image("b", 1, 1, 0));
    start(Duration.ofMinutes(10));
    awaitCaughtUp();
    follower.close();
    index.close();

    image(1, IndexRecords.image("c", 1, 1, 0));
    SearchIndex search = start(Duration.ofMinutes(10));
    Awaitility.await().until(() -> search.counts().images() == 3);
    assertThat(counted("indexed")).isEqualTo(1);
  }

  /** Without a commit at its end, as when the process is killed. */
  @Test
  void readsAgainWhatWasNotCommittedAndDoublesNothing() {
    image(0, IndexRecords.image("a", 1, 1, 0));
    start(Duration.ofMillis(1));
    Awaitility.await().until(() -> index.searching().image("a").isPresent());
    awaitCaughtUp();
    follower.close();
    index.close();

    image(0, IndexRecords.image("b", 1, 1, 0));
    append(IMAGES, 0, "a", null);
    image(1, IndexRecords.image("c", 1, 1, 0));
    SearchIndex first = start(Duration.ofMinutes(10));
    Awaitility.await().until(() -> first.counts().images() == 2);
    // The writer is gone before the follower could commit.
    index.close();
    follower.close();

    SearchIndex again = start(Duration.ofMinutes(10));
    Awaitility.await().until(() -> again.counts().images() == 2);
    assertThat(again.image("a")).isEmpty();
    assertThat(counted("indexed")).isEqualTo(2);
    assertThat(counted("deleted")).isEqualTo(1);
  }

  @Test
  void aTopicMadeAnewIsReadFromItsBeginning() {
    image(0, IndexRecords.image("old", 1, 1, 0));
    image(0, IndexRecords.image("old too", 1, 1, 0));
    append(CAPTIONS, 0, "c", write(IndexRecords.caption("c", "old", 1, 1, 0)));
    start(Duration.ofMinutes(10));
    awaitCaughtUp();
    follower.close();
    index.close();

    log.removeIf(record -> record.topic().equals(IMAGES));
    ends.keySet().removeIf(partition -> partition.topic().equals(IMAGES));
    topics.put(IMAGES, new FollowedTopics.Topic("id-2", 1));
    image(0, IndexRecords.image("new", 1, 1, 0));
    image(0, IndexRecords.image("newer", 1, 1, 0));
    image(0, IndexRecords.image("newest", 1, 1, 0));
    SearchIndex search = start(Duration.ofMinutes(10));
    Awaitility.await().until(() -> search.image("newest").isPresent());
    assertThat(search.image("new")).isPresent();
    assertThat(search.counts()).isEqualTo(new IndexCounts(3, 1, 0, 0));
    assertThat(counted("indexed")).isEqualTo(3);
  }

  @Test
  void aPartitionWhoseOffsetIsGoneIsReadFromItsBeginning() {
    image(0, IndexRecords.image("a", 1, 1, 0));
    image(1, IndexRecords.image("b", 1, 1, 0));
    start(Duration.ofMinutes(10));
    awaitCaughtUp();
    follower.close();
    index.close();

    log.removeIf(record -> record.partition() == 0);
    TopicPartition cut = new TopicPartition(IMAGES, 0);
    beginnings.put(cut, 7L);
    ends.put(cut, 7L);
    image(0, IndexRecords.image("later", 1, 1, 0));
    SearchIndex search = start(Duration.ofMinutes(10));
    Awaitility.await().until(() -> search.image("later").isPresent());
    assertThat(search.image("a")).isEmpty();
    assertThat(search.image("b")).isPresent();
  }

  @Test
  void aBrokerThatFailsIsTriedAgain() {
    image(0, IndexRecords.image("a", 1, 1, 0));
    SearchIndex search = start(Duration.ofMinutes(10));
    Awaitility.await().until(() -> search.image("a").isPresent());
    image(0, IndexRecords.image("b", 1, 1, 0));
    consumer.setPollException(new org.apache.kafka.common.KafkaException("the broker is gone"));
    Awaitility.await().until(() -> search.image("b").isPresent());
    assertThat(follower.running()).isTrue();
    assertThat(counted("indexed")).isEqualTo(2);
  }

  private static byte[] write(SpecificRecordBase record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
      new SpecificDatumWriter<>(record.getSchema(), record.getSpecificData())
          .write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static <T extends SpecificRecordBase> Object read(Class<T> type, byte[] value) {
    try {
      SpecificData data = SpecificData.getForClass(type);
      return new SpecificDatumReader<T>(data.getSchema(type), data.getSchema(type), data)
          .read(null, DecoderFactory.get().binaryDecoder(value, null));
    } catch (IOException | RuntimeException e) {
      throw new SerializationException("no record", e);
    }
  }
}
