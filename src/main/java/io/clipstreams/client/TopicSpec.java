package io.clipstreams.client;

import io.clipstreams.config.DataSize;
import io.clipstreams.config.TopicNames;
import io.clipstreams.config.TopicsConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * What a topic shall be.
 *
 * @param name its full name
 * @param partitions at least 1
 * @param replicationFactor at least 1, or -1 for the broker's default
 * @param configs what differs from the broker's defaults, by Kafka's names
 */
public record TopicSpec(
    String name, int partitions, short replicationFactor, Map<String, String> configs) {
  public TopicSpec {
    configs = Map.copyOf(configs);
  }

  /** All topics of the contract: inputs, then outputs. */
  public static List<TopicSpec> all(TopicNames names, TopicSettings settings) {
    DataSize images = settings.imageMaxBytes().plus(TopicsConfig.RECORD_OVERHEAD);
    DataSize deadLetters = images.plus(TopicsConfig.DEAD_LETTER_OVERHEAD);
    Shape shape = new Shape(settings);
    return List.of(
        shape.eventInput(names.images()).holding(images),
        shape.eventInput(names.captions()),
        shape.compacted(names.labelSets()),
        // A request may carry an image, too.
        shape.deleted(names.detectionRequests()).holding(images),
        shape.compacted(names.enrichedImages()),
        shape.compacted(names.enrichedCaptions()),
        shape.compacted(names.mismatchAlerts()),
        shape.deleted(names.detections()),
        shape.deleted(names.deadLetters()).holding(deadLetters));
  }

  private TopicSpec holding(DataSize largest) {
    Map<String, String> more = new TreeMap<>(configs);
    more.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Long.toString(largest.bytes()));
    return new TopicSpec(name, partitions, replicationFactor, more);
  }

  NewTopic toNewTopic() {
    Optional<Short> copies =
        replicationFactor < 0 ? Optional.empty() : Optional.of(replicationFactor);
    return new NewTopic(name, Optional.of(partitions), copies).configs(configs);
  }

  private record Shape(TopicSettings settings) {
    /** Images and captions: compacted unless a retention is asked for. */
    TopicSpec eventInput(String name) {
      return settings.retention().isPresent() ? deleted(name) : compacted(name);
    }

    TopicSpec compacted(String name) {
      return spec(name, TopicConfig.CLEANUP_POLICY_COMPACT, Optional.empty());
    }

    TopicSpec deleted(String name) {
      return spec(name, TopicConfig.CLEANUP_POLICY_DELETE, settings.retention());
    }

    private TopicSpec spec(String name, String cleanup, Optional<Duration> retention) {
      Map<String, String> configs = new TreeMap<>();
      configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, cleanup);
      retention.ifPresent(
          duration ->
              configs.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(duration.toMillis())));
      return new TopicSpec(name, settings.partitions(), settings.replicationFactor(), configs);
    }
  }
}
