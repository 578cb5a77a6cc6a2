package io.clipstreams.serde;

import io.clipstreams.failure.ProcessingException;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;

/**
 * Readers that several threads share: as many as ever read at once, since a deserializer is no
 * thing for two threads.
 *
 * @param <T> the Avro record's class
 */
public final class SharedEventReader<T> implements AutoCloseable {
  private final Supplier<EventReader<T>> readers;
  private final Queue<EventReader<T>> free = new ConcurrentLinkedQueue<>();

  /** Readers that are made as they are needed. */
  public SharedEventReader(Supplier<EventReader<T>> readers) {
    this.readers = Objects.requireNonNull(readers, "readers");
  }

  /**
   * Reads a value, see {@link EventReader#read}.
   *
   * @throws ProcessingException DESERIALIZATION_FAILED
   */
  public T read(String topic, Headers headers, byte[] value) throws ProcessingException {
    EventReader<T> reader = free.poll();
    if (reader == null) {
      reader = readers.get();
    }
    try {
      return reader.read(topic, headers, value);
    } finally {
      free.add(reader);
    }
  }

  /** To be closed when nobody reads any more. */
  @Override
  public void close() {
    for (EventReader<T> reader = free.poll(); reader != null; reader = free.poll()) {
      reader.close();
    }
  }
}
