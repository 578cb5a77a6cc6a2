package io.clipstreams.topology;

import io.clipstreams.topology.state.CaptionLink;
import io.clipstreams.topology.state.ImageSummary;
import java.util.Optional;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/** What a processor hands on. */
sealed interface Emission {
  /**
   * A record for a topic, serialised and measured.
   *
   * @param topic where it goes
   * @param value its value; empty for a tombstone
   */
  record Publication(String topic, Optional<byte[]> value) implements Emission {
    static Publication tombstone(String topic) {
      return new Publication(topic, Optional.empty());
    }

    /** Sends the value as it is. */
    static Serde<Publication> serde() {
      Serializer<Publication> serializer = (topic, publication) -> publication.value().orElse(null);
      Deserializer<Publication> unreadable =
          (topic, bytes) -> {
            throw new IllegalStateException("publications leave the topology, none comes back");
          };
      return Serdes.serdeFrom(serializer, unreadable);
    }
  }

  /**
   * An image's captions are to be judged anew.
   *
   * @param summary what is known of the image; empty when it was deleted
   */
  record ImageChange(Optional<ImageSummary> summary) implements Emission {}

  /**
   * A caption is to be joined with its image.
   *
   * @param link to its image; empty when there is no caption any more
   */
  record CaptionChange(Optional<CaptionLink> link) implements Emission {}

  /**
   * A caption is to be joined with its image once more, as it is when its task comes to it.
   *
   * @param partition that the caption lies in, wherever its key would put it
   */
  record CaptionRevisit(int partition) implements Emission {
    private static final Serde<Integer> NUMBERS = Serdes.Integer();

    /** The number, in four bytes. */
    static Serde<CaptionRevisit> serde() {
      return Serdes.serdeFrom(
          (topic, revisit) ->
              NUMBERS.serializer().serialize(topic, revisit == null ? null : revisit.partition()),
          (topic, bytes) -> new CaptionRevisit(NUMBERS.deserializer().deserialize(topic, bytes)));
    }
  }
}
