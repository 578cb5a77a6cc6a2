package io.clipstreams.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clipstreams.AlertReason;
import io.clipstreams.AlertState;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.EnrichedImage;
import io.clipstreams.MismatchAlert;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.TopicNames;
import io.clipstreams.failure.DeadLetterHeaders;
import io.clipstreams.failure.FailureCode;
import io.clipstreams.scoring.Vectors;
import io.clipstreams.serde.AvroSerdes;
import io.clipstreams.topology.Oracle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/** All that was committed to the output topics, and how it compares with what the oracle says. */
final class Outputs implements AutoCloseable {
  private static final Duration QUIET = Duration.ofMillis(300);

  private final TopicNames topics;
  private final AvroSerdes serdes;
  private final Deserializer<Object> deserializer;
  private final Consumer<byte[], byte[]> consumer;
  private final Map<String, Map<String, List<byte[]>>> histories = new HashMap<>();
  private final Map<Feed.Place, List<FailureCode>> deadLetters = new HashMap<>();
  private long read;
  private Instant newest = Instant.EPOCH;

  Outputs(ClipConfig config) {
    topics = config.topics().names();
    serdes = new AvroSerdes(config);
    deserializer = serdes.deserializer();
    consumer = new KafkaClients(config).consumer();
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic :
        List.of(
            topics.enrichedImages(),
            topics.enrichedCaptions(),
            topics.mismatchAlerts(),
            topics.deadLetters())) {
      consumer
          .partitionsFor(topic)
          .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Reads for a while; says how many records have been read up to now. */
  long poll(Duration patience) {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(patience);
    records.forEach(this::take);
    read += records.count();
    return read;
  }

  /** Reads until nothing more comes. */
  long drain() {
    long before;
    do {
      before = read;
      poll(QUIET);
    } while (read > before);
    return read;
  }

  /** When the latest sent was sent of those records whose outputs have been read. */
  Instant newest() {
    return newest;
  }

  /** An output has the timestamp of the record that it was made of. */
  private void take(ConsumerRecord<byte[], byte[]> record) {
    Instant sent = Instant.ofEpochMilli(record.timestamp());
    newest = sent.isAfter(newest) ? sent : newest;
    if (record.topic().equals(topics.deadLetters())) {
      Feed.Place place =
          new Feed.Place(
              new TopicPartition(
                  header(record, DeadLetterHeaders.TOPIC),
                  Integer.parseInt(header(record, DeadLetterHeaders.PARTITION))),
              Long.parseLong(header(record, DeadLetterHeaders.OFFSET)));
      assertThat(header(record, DeadLetterHeaders.MESSAGE)).hasSizeGreaterThan(10);
      deadLetters
          .computeIfAbsent(place, key -> new ArrayList<>())
          .add(FailureCode.valueOf(header(record, DeadLetterHeaders.CODE)));
    } else {
      history(record.topic(), new String(record.key(), StandardCharsets.UTF_8)).add(record.value());
    }
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private List<byte[]> history(String topic, String key) {
    return histories
        .computeIfAbsent(topic, name -> new HashMap<>())
        .computeIfAbsent(key, id -> new ArrayList<>());
  }

  private <T> Optional<T> latest(String topic, String key, Class<T> type) {
    List<byte[]> history = history(topic, key);
    if (history.isEmpty() || history.get(history.size() - 1) == null) {
      return Optional.empty();
    }
    return Optional.of(type.cast(deserializer.deserialize(topic, history.get(history.size() - 1))));
  }

  Map<Feed.Place, List<FailureCode>> deadLetters() {
    return deadLetters;
  }

  Optional<EnrichedImage> image(String id) {
    return latest(topics.enrichedImages(), id, EnrichedImage.class);
  }

  Optional<EnrichedCaption> caption(String id) {
    return latest(topics.enrichedCaptions(), id, EnrichedCaption.class);
  }

  /** Nothing is lost: every topic's latest is what a batch job over the latest inputs gives. */
  void requireEqual(Oracle oracle, List<String> images, List<String> captions) {
    images.forEach(id -> checkImage(id, oracle));
    captions.forEach(id -> checkCaption(id, oracle));
    captions.forEach(id -> checkAlert(id, oracle));
  }

  /**
   * Nothing is doubled: no record follows its equal, no alert its like, each failure is told once.
   */
  void requireNothingTwice(Map<Feed.Place, FailureCode> failures) {
    for (String topic : List.of(topics.enrichedImages(), topics.enrichedCaptions())) {
      histories.getOrDefault(topic, Map.of()).forEach((key, all) -> checkChanges(topic, key, all));
    }
    histories
        .getOrDefault(topics.mismatchAlerts(), Map.of())
        .forEach((caption, all) -> checkTurns(caption, all));
    Map<Feed.Place, List<FailureCode>> expected = new HashMap<>();
    failures.forEach((place, code) -> expected.put(place, List.of(code)));
    assertThat(deadLetters).isEqualTo(expected);
  }

  /** Each dead letter is of a record that must fail. */
  void requireAmong(Map<Feed.Place, FailureCode> failures) {
    deadLetters.forEach(
        (place, codes) ->
            assertThat(codes).as(place.toString()).containsExactly(failures.get(place)));
  }

  /**
   * A tombstone may follow another: of a key that was deleted the next version is its first, and
   * one whose first version fails is withdrawn.
   */
  private static void checkChanges(String topic, String key, List<byte[]> history) {
    for (int i = 1; i < history.size(); i++) {
      byte[] before = history.get(i - 1);
      assertThat(before != null && Arrays.equals(before, history.get(i)))
          .as("%s, %s: published twice in turn", topic, key)
          .isFalse();
    }
  }

  private void checkTurns(String caption, List<byte[]> history) {
    for (int i = 0; i < history.size(); i++) {
      assertThat(alert(history.get(i)).getState())
          .as("%s: alerts are raised and resolved in turn", caption)
          .isEqualTo(i % 2 == 0 ? AlertState.RAISED : AlertState.RESOLVED);
    }
  }

  private MismatchAlert alert(byte[] value) {
    return (MismatchAlert) deserializer.deserialize(topics.mismatchAlerts(), value);
  }

  private void checkImage(String id, Oracle oracle) {
    Optional<EnrichedImage> image = image(id);
    Optional<String> expected = oracle.enrichedImage(id);
    assertThat(image.isPresent()).as(id).isEqualTo(expected.isPresent());
    image.ifPresent(
        enriched -> {
          float[] vector = Vectors.normalize(Oracle.vector(expected.orElseThrow()));
          for (int i = 0; i < vector.length; i++) {
            assertThat(enriched.getEmbedding().getVector().get(i))
                .as(id)
                .isCloseTo(vector[i], within(1e-6f));
          }
        });
  }

  private void checkCaption(String id, Oracle oracle) {
    Optional<EnrichedCaption> caption = caption(id);
    Optional<Oracle.ExpectedCaption> expected = oracle.enrichedCaption(id);
    assertThat(caption.isPresent()).as(id).isEqualTo(expected.isPresent());
    caption.ifPresent(
        enriched -> {
          Oracle.ExpectedCaption due = expected.orElseThrow();
          assertThat(enriched.getText()).as(id).isEqualTo(due.input().text());
          assertThat(enriched.getImageId()).as(id).isEqualTo(due.input().imageId());
          assertThat(enriched.getStatus()).as(id).isEqualTo(due.status());
          if (enriched.getMatch() != null) {
            assertThat(enriched.getMatch().getSimilarity())
                .as(id)
                .isCloseTo(due.similarity(), within(1e-6f));
          }
        });
  }

  private void checkAlert(String id, Oracle oracle) {
    Optional<AlertReason> standing =
        latest(topics.mismatchAlerts(), id, MismatchAlert.class)
            .filter(alert -> alert.getState() == AlertState.RAISED)
            .map(MismatchAlert::getReason);
    assertThat(standing).as("alert of %s", id).isEqualTo(oracle.alert(id));
  }

  @Override
  public void close() {
    consumer.close();
    deserializer.close();
    serdes.close();
  }
}
