package io.clipstreams.serde;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads one type of input record. A registry that cannot be reached is waited for; a value that
 * cannot be read is the record's own failure.
 *
 * @param <T> the Avro record's class
 */
public final class EventReader<T> implements AutoCloseable {
  private final Class<T> type;
  private final Deserializer<Object> deserializer;
  private final RegistryPatience patience;

  /**
   * @param type the record's class
   * @param deserializer a configured deserializer; closed with this reader
   * @param patience waits for the registry
   */
  public EventReader(Class<T> type, Deserializer<Object> deserializer, RegistryPatience patience) {
    this.type = Objects.requireNonNull(type, "type");
    this.deserializer = Objects.requireNonNull(deserializer, "deserializer");
    this.patience = Objects.requireNonNull(patience, "patience");
  }

  /**
   * Reads a value.
   *
   * @param topic the topic it came from
   * @param headers the record's headers
   * @param value the raw value, not null
   * @throws ProcessingException DESERIALIZATION_FAILED
   */
  public T read(String topic, Headers headers, byte[] value) throws ProcessingException {
    Object event;
    try {
      event = patience.call(() -> deserializer.deserialize(topic, headers, value));
    } catch (RegistryPatience.StoppedException stopped) {
      throw stopped;
    } catch (RuntimeException | OutOfMemoryError failure) {
      // A hostile length prefix asks for an array that cannot be had: the record's fault, too.
      throw new ProcessingException(
          FailureCode.DESERIALIZATION_FAILED,
          "the value of %d bytes is no Avro record in Confluent's wire format that can be read as %s: %s"
              .formatted(value.length, type.getSimpleName(), rootMessage(failure)),
          failure);
    }
    if (!type.isInstance(event)) {
      throw new ProcessingException(
          FailureCode.DESERIALIZATION_FAILED,
          "the value holds %s where %s is expected"
              .formatted(
                  event == null ? "nothing" : event.getClass().getSimpleName(),
                  type.getSimpleName()));
    }
    return type.cast(event);
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName()
        + (root.getMessage() == null ? "" : ": " + root.getMessage());
  }

  @Override
  public void close() {
    deserializer.close();
  }
}
