package io.clipstreams.topology;

import io.clipstreams.failure.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Header;

/** Reads what the headers of a replayed record say. */
final class Replays {
  private Replays() {}

  /**
   * The offset at which a replayed record lay first. Empty if it was not replayed, or into another
   * partition than it came from: offsets of two partitions cannot be compared.
   */
  static OptionalLong origin(RawRecord record) {
    Optional<String> offset = header(record, DeadLetterHeaders.REPLAY_OFFSET);
    boolean sameTopic =
        header(record, DeadLetterHeaders.REPLAY_TOPIC).equals(Optional.of(record.topic()));
    boolean samePartition =
        header(record, DeadLetterHeaders.REPLAY_PARTITION)
            .equals(Optional.of(Integer.toString(record.partition())));
    if (offset.isEmpty() || !sameTopic || !samePartition) {
      return OptionalLong.empty();
    }
    try {
      long origin = Long.parseLong(offset.get());
      // A producer that copies headers must not make a record newer than it is.
      return origin < record.offset() ? OptionalLong.of(origin) : OptionalLong.empty();
    } catch (NumberFormatException noOffset) {
      return OptionalLong.empty();
    }
  }

  private static Optional<String> header(RawRecord record, String name) {
    return Optional.ofNullable(record.headers().lastHeader(name))
        .map(Header::value)
        .map(value -> new String(value, StandardCharsets.UTF_8));
  }
}
