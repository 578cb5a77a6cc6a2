package io.clipstreams.serde;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * The serde of internal stores and topics: a format version, then the value's fields.
 * Deterministic, and independent of the schema registry.
 *
 * @param <T> the type of value
 */
public final class StateSerde<T> implements Serde<T> {
  private final String name;
  private final int version;
  private final BiConsumer<StateOutput, T> writer;
  private final Map<Integer, Function<StateInput, T>> readers;

  /**
   * @param name what is serialised, for error texts
   * @param version the format's version, 0 to 127
   * @param writer writes the fields
   * @param reader reads them in the same order
   */
  public StateSerde(
      String name, int version, BiConsumer<StateOutput, T> writer, Function<StateInput, T> reader) {
    this(name, version, writer, Map.of(version, reader));
  }

  private StateSerde(
      String name,
      int version,
      BiConsumer<StateOutput, T> writer,
      Map<Integer, Function<StateInput, T>> readers) {
    this.name = Objects.requireNonNull(name, "name");
    this.version = version;
    this.writer = Objects.requireNonNull(writer, "writer");
    this.readers = Map.copyOf(readers);
  }

  /**
   * The same, which also reads what an earlier version of the application wrote.
   *
   * @param earlier the earlier format's version
   * @param reader reads its fields
   */
  public StateSerde<T> alsoReading(int earlier, Function<StateInput, T> reader) {
    Map<Integer, Function<StateInput, T>> more = new TreeMap<>(readers);
    more.put(earlier, reader);
    return new StateSerde<>(name, version, writer, more);
  }

  @Override
  public Serializer<T> serializer() {
    return (topic, value) -> value == null ? null : write(value);
  }

  @Override
  public Deserializer<T> deserializer() {
    return (topic, bytes) -> bytes == null ? null : read(bytes);
  }

  private byte[] write(T value) {
    StateOutput out = new StateOutput().writeByte(version);
    writer.accept(out, value);
    return out.toByteArray();
  }

  private T read(byte[] bytes) {
    StateInput in = new StateInput(bytes);
    int found = in.readByte();
    Function<StateInput, T> reader = readers.get(found);
    if (reader == null) {
      throw new SerializationException(
          "stored %s has format %d, this version reads format %d: use a new application.id"
              .formatted(name, found, version));
    }
    return reader.apply(in);
  }
}
