package io.clipstreams.topology;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * An input record as it came.
 *
 * @param topic it came from
 * @param partition it came from
 * @param offset it came from
 * @param key the raw key, if it has one
 * @param value the raw value; empty for a tombstone
 * @param headers the record's headers; not to be changed
 * @param timestamp in milliseconds since the epoch
 */
record RawRecord(
    String topic,
    int partition,
    long offset,
    Optional<byte[]> key,
    Optional<byte[]> value,
    Headers headers,
    long timestamp) {
  static RawRecord of(FixedKeyRecord<byte[], byte[]> record, RecordMetadata metadata) {
    return new RawRecord(
        metadata.topic(),
        metadata.partition(),
        metadata.offset(),
        Optional.ofNullable(record.key()),
        Optional.ofNullable(record.value()),
        record.headers(),
        record.timestamp());
  }

  static RawRecord of(ConsumerRecord<byte[], byte[]> record) {
    return new RawRecord(
        record.topic(),
        record.partition(),
        record.offset(),
        Optional.ofNullable(record.key()),
        Optional.ofNullable(record.value()),
        record.headers(),
        record.timestamp());
  }
}
