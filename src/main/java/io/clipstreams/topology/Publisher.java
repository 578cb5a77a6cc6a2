package io.clipstreams.topology;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.serde.EventWriter;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;

/** Serialises output records and measures them before they are sent. */
final class Publisher implements AutoCloseable {
  private final EventWriter writer;
  private final OutputLimits limits;

  Publisher(EventWriter writer, OutputLimits limits) {
    this.writer = Objects.requireNonNull(writer, "writer");
    this.limits = Objects.requireNonNull(limits, "limits");
  }

  /**
   * A record for a topic.
   *
   * @throws ProcessingException PRODUCE_FAILED if the topic would not take it
   */
  Emission.Publication publication(String topic, String key, SpecificRecord record, Headers headers)
      throws ProcessingException {
    byte[] value = writer.write(topic, headers, record);
    requireFits(topic, key, value.length, headers, 0);
    return new Emission.Publication(topic, Optional.of(value));
  }

  /**
   * Measures a record that is to be sent later, when the input is not at hand any more.
   *
   * @param reserve bytes that may come on top
   * @throws ProcessingException PRODUCE_FAILED if the topic would not take it
   */
  void requireFits(String topic, String key, SpecificRecord record, Headers headers, int reserve)
      throws ProcessingException {
    requireFits(topic, key, writer.write(topic, headers, record).length, headers, reserve);
  }

  /** Whether a record of so many bytes fits, for one that need not be serialised then. */
  boolean fits(String topic, String key, long valueBytes, Headers headers) {
    return OutputLimits.size(RecordKeys.encode(key).length, valueBytes, headers)
        <= limits.of(topic);
  }

  private void requireFits(String topic, String key, int valueBytes, Headers headers, int reserve)
      throws ProcessingException {
    long size =
        OutputLimits.size(RecordKeys.encode(key).length, valueBytes, headers) + (long) reserve;
    if (size > limits.of(topic)) {
      throw new ProcessingException(
          FailureCode.PRODUCE_FAILED,
          "the record for %s would take up to %d bytes, the topic takes %d: send shorter attributes and headers, or raise the topic's max.message.bytes"
              .formatted(topic, size, limits.of(topic)));
    }
  }

  @Override
  public void close() {
    writer.close();
  }
}
