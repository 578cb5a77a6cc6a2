package io.clipstreams.topology;

import io.clipstreams.failure.ProcessingException;
import java.util.OptionalLong;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;

/** What becomes of the records of one input topic. */
interface Intake extends AutoCloseable {
  /** Called once, before any record. */
  void open(FixedKeyProcessorContext<byte[], Emission> context);

  /**
   * When a record whose turn it is was first seen, if that was before its turn: a value of {@link
   * System#nanoTime()}.
   */
  default OptionalLong seen(RawRecord record) {
    return OptionalLong.empty();
  }

  /**
   * A record with a value.
   *
   * @throws ProcessingException if it cannot be processed; it gets a dead letter
   */
  void received(RawRecord record, byte[] value, String key, Outbox outbox)
      throws ProcessingException;

  /** A tombstone. */
  void deleted(RawRecord record, String key, Outbox outbox);

  /** A record that got a dead letter and is its key's latest version all the same. */
  void failed(RawRecord record, byte[] value, String key, Outbox outbox);

  @Override
  void close();
}
