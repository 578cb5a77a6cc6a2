package io.clipstreams.topology;

import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;

/**
 * The URIs that images came by, known to every task: an image's bytes are not kept, and who asks
 * for it later lies in another partition. What is published here comes back into the store.
 */
final class ImageUris {
  private final String topic;
  private final ReadOnlyKeyValueStore<String, ValueAndTimestamp<String>> known;

  ImageUris(String topic, ReadOnlyKeyValueStore<String, ValueAndTimestamp<String>> known) {
    this.topic = Objects.requireNonNull(topic, "topic");
    this.known = Objects.requireNonNull(known, "known");
  }

  /** Where an image was fetched, if it was. */
  Optional<String> of(String imageId) {
    return Optional.ofNullable(known.get(imageId)).map(ValueAndTimestamp::value);
  }

  /** The image that is processed came by this URI, or by none. */
  void now(String imageId, Optional<String> uri, long timestamp, Outbox outbox) {
    if (!uri.equals(of(imageId))) {
      outbox.send(
          new Emission.Publication(topic, uri.map(RecordKeys::encode)),
          new RecordHeaders(),
          timestamp);
    }
  }
}
