package io.clipstreams.index.feed;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * How far each partition has been followed, and of which topic it was, as notes of the index's
 * commits.
 */
final class FollowedOffsets {
  private static final String OFFSET = "offset:";
  private static final String TOPIC = "topic:";

  private final Map<TopicPartition, Long> next = new HashMap<>();
  private final Map<String, String> topicIds = new HashMap<>();

  /** As they were noted. */
  static FollowedOffsets of(Map<String, String> notes) {
    FollowedOffsets offsets = new FollowedOffsets();
    notes.forEach(
        (key, value) -> {
          if (key.startsWith(OFFSET)) {
            offsets.next.put(partition(key.substring(OFFSET.length())), Long.parseLong(value));
          } else if (key.startsWith(TOPIC)) {
            offsets.topicIds.put(key.substring(TOPIC.length()), value);
          }
        });
    return offsets;
  }

  Map<String, String> notes() {
    Map<String, String> notes = new TreeMap<>();
    next.forEach((partition, offset) -> notes.put(OFFSET + partition, offset.toString()));
    topicIds.forEach((topic, id) -> notes.put(TOPIC + topic, id));
    return notes;
  }

  /** A topic's name may have dashes. */
  private static TopicPartition partition(String text) {
    int dash = text.lastIndexOf('-');
    return new TopicPartition(text.substring(0, dash), Integer.parseInt(text.substring(dash + 1)));
  }

  /** The offset of the record to read next; empty before the first. */
  OptionalLong next(TopicPartition partition) {
    Long offset = next.get(partition);
    return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
  }

  /** Which topic of that name was followed. */
  Optional<String> topicId(String topic) {
    return Optional.ofNullable(topicIds.get(topic));
  }

  /** The partitions that were followed. */
  Set<TopicPartition> partitions(String topic) {
    return next.keySet().stream()
        .filter(partition -> partition.topic().equals(topic))
        .collect(Collectors.toSet());
  }

  Set<String> topics() {
    return Set.copyOf(topicIds.keySet());
  }

  void advance(TopicPartition partition, long nextOffset) {
    next.put(partition, nextOffset);
  }

  void follow(String topic, String id) {
    topicIds.put(topic, id);
  }

  void forget(TopicPartition partition) {
    next.remove(partition);
  }

  void forget(String topic) {
    topicIds.remove(topic);
    next.keySet().removeIf(partition -> partition.topic().equals(topic));
  }
}
