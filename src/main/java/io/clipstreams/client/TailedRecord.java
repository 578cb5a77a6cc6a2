package io.clipstreams.client;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record as it lies in an output.
 *
 * @param raw as it was polled
 */
public record TailedRecord(ConsumerRecord<byte[], byte[]> raw) {
  public TailedRecord {
    Objects.requireNonNull(raw, "raw");
  }

  /** The key, if there is one and it is UTF-8. */
  public Optional<String> key() {
    return Optional.ofNullable(raw.key()).flatMap(TailedRecord::text);
  }

  /** The record's time. */
  public Instant timestamp() {
    return Instant.ofEpochMilli(raw.timestamp());
  }

  /** The last header of that name, if there is one and it is UTF-8. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(raw.headers().lastHeader(name))
        .map(Header::value)
        .flatMap(TailedRecord::text);
  }

  /** All headers that are UTF-8; of one name the last. */
  public Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : raw.headers()) {
      Optional.ofNullable(header.value())
          .flatMap(TailedRecord::text)
          .ifPresent(text -> headers.put(header.key(), text));
    }
    return headers;
  }

  private static Optional<String> text(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
