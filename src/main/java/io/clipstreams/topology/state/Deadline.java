package io.clipstreams.topology.state;

import io.clipstreams.serde.StateInput;
import io.clipstreams.serde.StateOutput;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Something to do for a caption at some time.
 *
 * @param at in milliseconds since the epoch, 0 or more
 * @param kind what is to do
 * @param captionId for which caption
 */
public record Deadline(long at, Kind kind, String captionId) {
  /** What is to do. */
  public enum Kind {
    /** Raise an alert, unless the image has come. */
    IMAGE_MISSING,
    /** Delete the record of the resolved alert. */
    ALERT_FORGOTTEN
  }

  /** The binary form, as a key: its order is that of the times. */
  public static final Serde<Deadline> SERDE = serde();

  /** Comes before all of a time. */
  public static Deadline firstAt(long at) {
    return new Deadline(at, Kind.IMAGE_MISSING, "");
  }

  private static Serde<Deadline> serde() {
    Serializer<Deadline> serializer = (topic, deadline) -> deadline.toBytes();
    Deserializer<Deadline> deserializer = (topic, bytes) -> read(bytes);
    return Serdes.serdeFrom(serializer, deserializer);
  }

  private byte[] toBytes() {
    byte[] id = captionId.getBytes(StandardCharsets.UTF_8);
    // Positive numbers, the highest byte first, compare as bytes as they do as numbers.
    return new StateOutput().writeLong(at).writeEnum(kind).writeBytes(id).toByteArray();
  }

  private static Deadline read(byte[] bytes) {
    StateInput in = new StateInput(bytes);
    long at = in.readLong();
    Kind kind = in.readEnum(Kind.class);
    return new Deadline(at, kind, in.readString());
  }
}
