package io.clipstreams.client;

import io.clipstreams.failure.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A record that could not be processed.
 *
 * @param record as it lies in the dead letters' topic
 */
public record DeadLetter(TailedRecord record) {
  public DeadLetter {
    Objects.requireNonNull(record, "record");
  }

  /** Why it failed, such as DECODE_FAILED. */
  public Optional<String> code() {
    return record.header(DeadLetterHeaders.CODE);
  }

  /** The topic that it was sent to. */
  public Optional<String> sourceTopic() {
    return record.header(DeadLetterHeaders.TOPIC);
  }

  /** The failed record's own time. */
  public Instant timestamp() {
    return record.timestamp();
  }

  /** Whether it has the failed record's value: one too large was left out. */
  public boolean isComplete() {
    return record.header(DeadLetterHeaders.OMITTED).isEmpty();
  }

  /** Its place in the dead letters' topic. */
  public String place() {
    return record.raw().partition() + "@" + record.raw().offset();
  }

  /**
   * The failed record as it was, for the partition that it lay in, with headers that say where.
   * Empty if the letter does not say where that was, or has no value.
   */
  public Optional<ProducerRecord<byte[], byte[]>> replay() {
    Optional<TopicPartition> source = source();
    Optional<String> offset =
        record.header(DeadLetterHeaders.OFFSET).filter(text -> text.matches("\\d{1,18}"));
    if (source.isEmpty() || offset.isEmpty() || !isComplete()) {
      return Optional.empty();
    }
    Headers headers = ownHeaders();
    add(headers, DeadLetterHeaders.REPLAY_TOPIC, source.get().topic());
    add(headers, DeadLetterHeaders.REPLAY_PARTITION, Integer.toString(source.get().partition()));
    add(headers, DeadLetterHeaders.REPLAY_OFFSET, offset.get());
    return Optional.of(
        new ProducerRecord<>(
            source.get().topic(),
            source.get().partition(),
            record.raw().timestamp(),
            record.raw().key(),
            record.raw().value(),
            headers));
  }

  private Optional<TopicPartition> source() {
    Optional<Integer> partition =
        record
            .header(DeadLetterHeaders.PARTITION)
            .filter(text -> text.matches("\\d{1,9}"))
            .map(Integer::valueOf);
    return sourceTopic()
        .flatMap(topic -> partition.map(number -> new TopicPartition(topic, number)));
  }

  /** Those that the failed record had when it came. */
  private Headers ownHeaders() {
    Headers own = new RecordHeaders();
    for (Header header : record.raw().headers()) {
      String name = header.key();
      if (!name.startsWith(DeadLetterHeaders.STREAMS_PREFIX)
          && !name.startsWith(DeadLetterHeaders.CLIP_PREFIX)
          && !name.startsWith(DeadLetterHeaders.REPLAY_PREFIX)) {
        own.add(header);
      }
    }
    return own;
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
