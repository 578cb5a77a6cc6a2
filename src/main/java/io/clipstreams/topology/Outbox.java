package io.clipstreams.topology;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Takes what a processor hands on, in order. */
interface Outbox {
  /**
   * Hands on.
   *
   * @param emission what to hand on
   * @param headers its headers; owned by the outbox from here on
   * @param timestamp its timestamp
   */
  void send(Emission emission, Headers headers, long timestamp);

  /** Forwards under the key of the record that is processed. */
  static Outbox forwarding(
      FixedKeyProcessorContext<byte[], Emission> context, FixedKeyRecord<byte[], ?> record) {
    return (emission, headers, timestamp) ->
        context.forward(
            record
                .withValue(emission)
                .withTimestamp(timestamp)
                .withHeaders(new RecordHeaders(headers)));
  }

  /** Forwards under a key, also when no record is processed. */
  static Outbox forwarding(ProcessorContext<byte[], Emission> context, byte[] key) {
    return (emission, headers, timestamp) ->
        context.forward(new Record<>(key, emission, timestamp, new RecordHeaders(headers)));
  }
}
