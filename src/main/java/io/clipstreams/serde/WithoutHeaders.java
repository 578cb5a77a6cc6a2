package io.clipstreams.serde;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Keeps Apicurio's serdes to the bytes of the value. Given a record's headers, its deserializer
 * lets them switch it to another encoding for all records that follow, and its serializer adds some
 * of its own.
 */
final class WithoutHeaders {
  private WithoutHeaders() {}

  static <T> Serializer<T> writing(Serializer<T> serializer) {
    return new Serializer<>() {
      @Override
      public byte[] serialize(String topic, T data) {
        return serializer.serialize(topic, data);
      }

      @Override
      public byte[] serialize(String topic, Headers headers, T data) {
        return serializer.serialize(topic, data);
      }

      @Override
      public void close() {
        serializer.close();
      }
    };
  }

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
