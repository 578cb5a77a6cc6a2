package io.clipstreams.app;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/**
 * How far somebody has followed the outputs: the next offset in each partition. As text it is the
 * id of a server-sent event, so that a client can go on after a restart of the server, and at
 * another instance.
 */
final class EventPositions {
  private static final String VERSION = "1";
  private static final Pattern TEXT = Pattern.compile("1(?:_\\d{1,18}(?:\\.\\d{1,18})*)+");
  private static final int LONGEST = 20_000;

  private final List<TopicPartition> partitions;
  private final Map<TopicPartition, Long> next;

  private EventPositions(List<TopicPartition> partitions, Map<TopicPartition, Long> next) {
    this.partitions = partitions;
    this.next = next;
  }

  /**
   * @param partitions all that are followed, by topic, those of a topic in ascending order
   * @param next the next offset of each
   */
  static EventPositions of(List<TopicPartition> partitions, Map<TopicPartition, Long> next) {
    Map<TopicPartition, Long> all = new HashMap<>();
    for (TopicPartition partition : partitions) {
      all.put(partition, Optional.ofNullable(next.get(partition)).orElse(0L));
    }
    return new EventPositions(List.copyOf(partitions), all);
  }

  /**
   * Reads an id. Partitions that were added since begin at 0.
   *
   * @param partitions as {@link #of}
   * @return empty if it is none, or of other topics
   */
  static Optional<EventPositions> parse(String id, List<TopicPartition> partitions) {
    if (id.length() > LONGEST || !TEXT.matcher(id).matches()) {
      return Optional.empty();
    }
    List<List<TopicPartition>> topics = byTopic(partitions);
    String[] offsets = id.split("_");
    if (offsets.length != topics.size() + 1) {
      return Optional.empty();
    }
    Map<TopicPartition, Long> next = new HashMap<>();
    for (int topic = 0; topic < topics.size(); topic++) {
      String[] numbers = offsets[topic + 1].split("\\.");
      if (numbers.length > topics.get(topic).size()) {
        return Optional.empty();
      }
      for (int i = 0; i < numbers.length; i++) {
        next.put(topics.get(topic).get(i), Long.parseLong(numbers[i]));
      }
    }
    return Optional.of(of(partitions, next));
  }

  private static List<List<TopicPartition>> byTopic(List<TopicPartition> partitions) {
    List<List<TopicPartition>> topics = new ArrayList<>();
    String topic = "";
    for (TopicPartition partition : partitions) {
      if (!partition.topic().equals(topic)) {
        topic = partition.topic();
        topics.add(new ArrayList<>());
      }
      topics.get(topics.size() - 1).add(partition);
    }
    return topics;
  }

  /** All partitions, as they were given. */
  List<TopicPartition> partitions() {
    return partitions;
  }

  /** The next offset of a partition. */
  long next(TopicPartition partition) {
    return next.get(partition);
  }

  /** Goes on in one partition. */
  void advance(TopicPartition partition, long offset) {
    next.put(partition, offset);
  }

  EventPositions copy() {
    return new EventPositions(partitions, new HashMap<>(next));
  }

  /** Whether this is at the other or beyond it in every partition. */
  boolean reaches(EventPositions other) {
    return partitions.stream().allMatch(partition -> next(partition) >= other.next(partition));
  }

  /** The id of an event. */
  String text() {
    StringBuilder text = new StringBuilder(VERSION);
    String topic = "";
    for (TopicPartition partition : partitions) {
      text.append(partition.topic().equals(topic) ? '.' : '_').append(next(partition));
      topic = partition.topic();
    }
    return text.toString();
  }
}
