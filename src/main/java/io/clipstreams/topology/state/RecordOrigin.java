package io.clipstreams.topology.state;

import io.clipstreams.serde.StateInput;
import io.clipstreams.serde.StateOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * What an enriched record inherits from the input it was made of.
 *
 * @param timestamp the input's timestamp, in milliseconds since the epoch
 * @param headers the input's headers, in order
 */
public record RecordOrigin(long timestamp, List<KeptHeader> headers) {
  public RecordOrigin {
    headers = List.copyOf(headers);
  }

  /** Remembers a record's timestamp and headers. */
  public static RecordOrigin of(long timestamp, Headers headers) {
    List<KeptHeader> kept = new ArrayList<>();
    for (Header header : headers) {
      kept.add(new KeptHeader(header.key(), Optional.ofNullable(header.value())));
    }
    return new RecordOrigin(timestamp, kept);
  }

  /** The headers, anew at each call. */
  public Headers toHeaders() {
    Headers copy = new RecordHeaders();
    headers.forEach(header -> copy.add(header.key(), header.value().orElse(null)));
    return copy;
  }

  static void write(StateOutput out, RecordOrigin origin) {
    out.writeLong(origin.timestamp);
    out.writeList(
        origin.headers,
        (list, header) ->
            list.writeString(header.key()).writeOptional(header.value(), StateOutput::writeBytes));
  }

  static RecordOrigin read(StateInput in) {
    return new RecordOrigin(
        in.readLong(),
        in.readList(
            list -> new KeptHeader(list.readString(), list.readOptional(StateInput::readBytes))));
  }

  /**
   * A header.
   *
   * @param key its name
   * @param value its value, which Kafka lets be null
   */
  public record KeptHeader(String key, Optional<byte[]> value) {}
}
