package io.clipstreams.index.feed;

import io.clipstreams.index.WritableIndex;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which partitions are followed, and from where on. */
final class FollowedPartitions {
  private static final Logger LOG = LoggerFactory.getLogger(FollowedPartitions.class);

  private final WritableIndex index;
  private final FollowedOffsets offsets;
  private Map<String, FollowedTopics.Topic> topics = Map.of();

  FollowedPartitions(WritableIndex index, FollowedOffsets offsets) {
    this.index = index;
    this.offsets = offsets;
  }

  /**
   * Follows the topics as they are now; what came from partitions that are no more is removed.
   *
   * @param current all topics that are to be followed
   * @return whether something was removed
   */
  boolean follow(Consumer<?, ?> consumer, Map<String, FollowedTopics.Topic> current) {
    boolean removed = false;
    for (String followed : offsets.topics()) {
      if (!current.containsKey(followed)) {
        LOG.info("Topic {} is followed no more; what came from it leaves the index", followed);
        removed |= remove(offsets.partitions(followed));
        offsets.forget(followed);
      }
    }
    for (Map.Entry<String, FollowedTopics.Topic> entry : current.entrySet()) {
      removed |= reconcile(entry.getKey(), entry.getValue());
    }
    topics = Map.copyOf(current);
    assign(consumer);
    return removed;
  }

  /** Whether topics were made anew, or have got partitions, since they were looked at. */
  boolean differ(Map<String, FollowedTopics.Topic> current) {
    return !topics.equals(current);
  }

  /** The partition's noted offset is gone: its records are read again. */
  void startOver(Consumer<?, ?> consumer, TopicPartition partition, long gone) {
    LOG.warn(
        "Offset {} of topic {}, partition {} is no longer there; it is indexed again from its beginning",
        gone,
        partition.topic(),
        partition.partition());
    remove(Set.of(partition));
    consumer.seekToBeginning(List.of(partition));
  }

  private boolean reconcile(String name, FollowedTopics.Topic topic) {
    Set<TopicPartition> stale = new HashSet<>();
    if (offsets.topicId(name).filter(id -> !id.equals(topic.id())).isPresent()) {
      LOG.warn("Topic {} was made anew; it is indexed again from its beginning", name);
      stale.addAll(offsets.partitions(name));
    }
    for (TopicPartition partition : offsets.partitions(name)) {
      if (partition.partition() >= topic.partitions()) {
        stale.add(partition);
      }
    }
    offsets.follow(name, topic.id());
    return remove(stale);
  }

  private boolean remove(Set<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      index.deleteFrom(OutputRecords.source(partition));
      offsets.forget(partition);
    }
    return !partitions.isEmpty();
  }

  private void assign(Consumer<?, ?> consumer) {
    List<TopicPartition> partitions = new ArrayList<>();
    topics.forEach(
        (name, topic) -> {
          for (int i = 0; i < topic.partitions(); i++) {
            partitions.add(new TopicPartition(name, i));
          }
        });
    consumer.assign(partitions);
    for (TopicPartition partition : partitions) {
      OptionalLong next = offsets.next(partition);
      if (next.isPresent()) {
        consumer.seek(partition, next.getAsLong());
      } else {
        consumer.seekToBeginning(List.of(partition));
      }
    }
  }
}
