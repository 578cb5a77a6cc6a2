package io.clipstreams.app;

import io.clipstreams.serde.AvroSerdes;
import io.clipstreams.serde.EventReader;
import io.clipstreams.serde.EventWriter;
import io.clipstreams.serde.RegistryPatience;
import io.clipstreams.topology.EventSerdes;
import java.util.Objects;

/** Readers and writers that speak with the schema registry, and wait for it. */
final class RegistrySerdes implements EventSerdes {
  private final AvroSerdes avro;
  private final RegistryPatience patience;

  RegistrySerdes(AvroSerdes avro, RegistryPatience patience) {
    this.avro = Objects.requireNonNull(avro, "avro");
    this.patience = Objects.requireNonNull(patience, "patience");
  }

  @Override
  public <T> EventReader<T> reader(Class<T> type) {
    return new EventReader<>(type, avro.deserializer(), patience);
  }

  @Override
  public EventWriter writer() {
    return new EventWriter(avro.serializer(), patience);
  }
}
