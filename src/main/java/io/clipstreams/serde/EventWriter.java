package io.clipstreams.serde;

import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;

/** Writes output records; a registry that cannot be reached is waited for. */
public final class EventWriter implements AutoCloseable {
  private final Serializer<Object> serializer;
  private final RegistryPatience patience;

  /**
   * @param serializer a configured serializer; closed with this writer
   * @param patience waits for the registry
   */
  public EventWriter(Serializer<Object> serializer, RegistryPatience patience) {
    this.serializer = Objects.requireNonNull(serializer, "serializer");
    this.patience = Objects.requireNonNull(patience, "patience");
  }

  /** The record in Confluent's wire format, under the topic's subject. */
  public byte[] write(String topic, Headers headers, SpecificRecord event) {
    return patience.call(() -> serializer.serialize(topic, headers, event));
  }

  @Override
  public void close() {
    serializer.close();
  }
}
