package io.clipstreams.serde;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Asks a registry's serializer for the first record of each topic and schema only, and learns from
 * its answer what stands before the Avro binary: magic and schema id. The records that follow get
 * the same, and are encoded here. Apicurio's serializer fingerprints the whole schema for each
 * record, which takes longer than to write it.
 *
 * <p>Where the answer is not what is encoded here with something before it, as with another
 * encoding or an encrypted value, all records go to the registry's serializer. It is asked again
 * from time to time, so that a schema which the registry lost is registered anew as before.
 */
final class FrameRepeater implements Serializer<Object> {
  private final Serializer<Object> registry;
  private final long validNanos;
  private final LongSupplier nanoTime;
  private final Map<String, Learned> byTopic = new HashMap<>();

  /**
   * @param registry the registry's serializer; closed with this one
   * @param validity how long an answer is good for
   * @param nanoTime the clock
   */
  FrameRepeater(Serializer<Object> registry, Duration validity, LongSupplier nanoTime) {
    this.registry = Objects.requireNonNull(registry, "registry");
    this.validNanos = validity.toNanos();
    this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
  }

  @Override
  public byte[] serialize(String topic, Object data) {
    return data instanceof SpecificRecord record
        ? serialize(topic, record)
        : registry.serialize(topic, data);
  }

  /** Given the headers, Apicurio's serializer would add some of its own. */
  @Override
  public byte[] serialize(String topic, Headers headers, Object data) {
    return serialize(topic, data);
  }

  private byte[] serialize(String topic, SpecificRecord record) {
    Learned learned = byTopic.get(topic);
    if (learned == null || !learned.holdsFor(record.getSchema())) {
      learned = new Learned(new RecordEncoder(record.getSchema()), Optional.empty(), 0);
    } else if (nanoTime.getAsLong() - learned.since < validNanos) {
      return learned.frame.isPresent()
          ? learned.encoder.encode(learned.frame.get(), record)
          : registry.serialize(topic, record);
    }
    byte[] answer = registry.serialize(topic, record);
    byTopic.put(
        topic,
        new Learned(learned.encoder, frame(answer, learned.encoder, record), nanoTime.getAsLong()));
    return answer;
  }

  private static Optional<byte[]> frame(
      byte[] answer, RecordEncoder encoder, SpecificRecord record) {
    byte[] ours = encoder.encode(new byte[0], record);
    int length = answer.length - ours.length;
    boolean same =
        length >= 0 && Arrays.equals(answer, length, answer.length, ours, 0, ours.length);
    return same ? Optional.of(Arrays.copyOf(answer, length)) : Optional.empty();
  }

  @Override
  public void close() {
    registry.close();
  }

  /**
   * What the registry's serializer has answered.
   *
   * @param frame what stands before the Avro binary; empty where the answer was something else
   * @param since when it was learned, by the clock
   */
  private record Learned(RecordEncoder encoder, Optional<byte[]> frame, long since) {
    boolean holdsFor(Schema schema) {
      return encoder.schema().equals(schema);
    }
  }
}
