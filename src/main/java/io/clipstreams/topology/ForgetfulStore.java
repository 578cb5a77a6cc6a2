package io.clipstreams.topology;

import java.util.List;
import java.util.NoSuchElementException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * A store that keeps nothing. Kafka Streams wants the result of a foreign-key join to have a store
 * of its own as soon as every internal resource has to be named; nobody reads ours, so that it must
 * neither take memory nor fill a changelog.
 */
final class ForgetfulStore implements KeyValueStore<Bytes, byte[]> {
  private static final byte[] NOTHING = {};

  private final String name;
  private boolean open;

  private ForgetfulStore(String name) {
    this.name = name;
  }

  /** A table whose store keeps nothing, and serialises nothing either. */
  static <K, V> Materialized<K, V, KeyValueStore<Bytes, byte[]>> table(String name, Serde<K> keys) {
    Serializer<V> serializer = (topic, value) -> value == null ? null : NOTHING;
    Deserializer<V> unreadable =
        (topic, bytes) -> {
          throw new IllegalStateException(name + " keeps nothing, nothing can be read from it");
        };
    return Materialized.<K, V>as(new Supplier(name))
        .withKeySerde(keys)
        .withValueSerde(Serdes.serdeFrom(serializer, unreadable))
        .withLoggingDisabled()
        .withCachingDisabled();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    context.register(root, (key, value) -> {});
    open = true;
  }

  @Override
  public void put(Bytes key, byte[] value) {}

  @Override
  public byte[] putIfAbsent(Bytes key, byte[] value) {
    return null;
  }

  @Override
  public void putAll(List<KeyValue<Bytes, byte[]>> entries) {}

  @Override
  public byte[] delete(Bytes key) {
    return null;
  }

  @Override
  public byte[] get(Bytes key) {
    return null;
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
    return new NoEntries();
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    return new NoEntries();
  }

  @Override
  public long approximateNumEntries() {
    return 0;
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
  }

  private record Supplier(String name) implements KeyValueBytesStoreSupplier {
    @Override
    public KeyValueStore<Bytes, byte[]> get() {
      return new ForgetfulStore(name);
    }

    @Override
    public String metricsScope() {
      return "forgetful";
    }
  }

  private static final class NoEntries implements KeyValueIterator<Bytes, byte[]> {
    @Override
    public boolean hasNext() {
      return false;
    }

    @Override
    public KeyValue<Bytes, byte[]> next() {
      throw new NoSuchElementException();
    }

    @Override
    public Bytes peekNextKey() {
      throw new NoSuchElementException();
    }

    @Override
    public void close() {}
  }
}
