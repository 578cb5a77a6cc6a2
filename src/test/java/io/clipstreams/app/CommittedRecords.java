package io.clipstreams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.client.KafkaClients;
import io.clipstreams.client.TailedRecord;
import io.clipstreams.client.TopicSnapshot;
import io.clipstreams.client.TopicTail;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.serde.AvroSerdes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.apache.kafka.common.serialization.Deserializer;

/** A topic's committed records from the first one on. */
final class CommittedRecords<T> implements AutoCloseable {
  /** Nothing that is waited for takes so long, unless it does not come at all. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Class<T> type;
  private final KafkaClients clients;
  private final String topic;
  private final AvroSerdes serdes;
  private final Deserializer<Object> deserializer;
  private final TopicTail tail;
  private final List<T> values = new ArrayList<>();
  private int records;

  CommittedRecords(Class<T> type, String topic, ClipConfig config) {
    this.type = type;
    this.topic = topic;
    clients = new KafkaClients(config);
    serdes = new AvroSerdes(config);
    deserializer = serdes.deserializer();
    tail = new TopicTail(clients, topic, true);
  }

  /** The values of the first records, null ones left out, as soon as there are so many records. */
  List<T> await(int count) {
    records +=
        (int)
            tail.follow(
                OptionalLong.of(count - records),
                Optional.of(LIMIT),
                record -> value(record).ifPresent(values::add));
    assertThat(records).as("records of %s", topic).isEqualTo(count);
    return List.copyOf(values);
  }

  /** The values of the first records, null ones left out, as soon as they are as wished for. */
  List<T> await(Predicate<List<T>> wish) {
    while (!wish.test(values)) {
      await(records + 1);
    }
    return List.copyOf(values);
  }

  /** The values of all records that are committed by now. */
  List<T> now() {
    List<T> all = new ArrayList<>();
    new TopicSnapshot(clients, topic)
        .read(
            record -> {
              value(record).ifPresent(all::add);
              return true;
            });
    return all;
  }

  private Optional<T> value(TailedRecord record) {
    return Optional.ofNullable(record.raw().value())
        .map(bytes -> type.cast(deserializer.deserialize(topic, bytes)));
  }

  @Override
  public void close() {
    tail.close();
    deserializer.close();
    serdes.close();
  }
}
