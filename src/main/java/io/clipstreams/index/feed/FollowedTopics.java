package io.clipstreams.index.feed;

import io.clipstreams.client.Answers;
import io.clipstreams.client.KafkaClients;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;

/** What the cluster says of topics. */
@FunctionalInterface
public interface FollowedTopics {
  /**
   * A topic as it is now.
   *
   * @param id another one after the topic was deleted and made again
   * @param partitions how many
   */
  record Topic(String id, int partitions) {
    public Topic {
      Objects.requireNonNull(id, "id");
    }
  }

  /**
   * Looks topics up by their names.
   *
   * @throws org.apache.kafka.common.KafkaException if one is not there or the cluster does not
   *     answer
   */
  Map<String, Topic> describe(Collection<String> names);

  /** Asks the cluster. */
  static FollowedTopics of(KafkaClients clients) {
    return names -> {
      try (Admin admin = clients.connect()) {
        Map<String, Topic> topics = new TreeMap<>();
        Answers.await(admin.describeTopics(names).allTopicNames())
            .forEach(
                (name, found) ->
                    topics.put(
                        name, new Topic(found.topicId().toString(), found.partitions().size())));
        return topics;
      }
    };
  }
}
