package io.clipstreams.app;

import io.clipstreams.web.api.EventFeed;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;

/**
 * A record of an output, ready to be shown.
 *
 * @param partition where it lies
 * @param offset where it lies
 * @param kind what it is about
 * @param bytes how long the record is; what is kept of it is shorter
 * @param json what a client gets; made of what was read already, so that nobody waits
 */
record OutputEvent(
    TopicPartition partition, long offset, EventFeed.Kind kind, int bytes, LazyText json) {
  OutputEvent {
    Objects.requireNonNull(partition, "partition");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(json, "json");
  }
}
