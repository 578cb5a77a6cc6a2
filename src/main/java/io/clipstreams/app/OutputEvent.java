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
 * @param json what a client gets
 */
record OutputEvent(TopicPartition partition, long offset, EventFeed.Kind kind, String json) {
  OutputEvent {
    Objects.requireNonNull(partition, "partition");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(json, "json");
  }
}
