package io.clipstreams.serde;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Keeps Apicurio's deserializer to the bytes of the value. Given a record's headers, it lets them
 * switch it to another encoding for all records that follow.
 */
final class WithoutHeaders {
  private WithoutHeaders() {}

  static <T> Deserializer<T> reading(Deserializer<T> deserializer) {
    return new Deserializer<>() {
      @Override
      public T deserialize(String topic, byte[] data) {
        return deserializer.deserialize(topic, data);
      }

      @Override
      public T deserialize(String topic, Headers headers, byte[] data) {
        return deserializer.deserialize(topic, data);
      }

      @Override
      public void close() {
        deserializer.close();
      }
    };
  }
}
