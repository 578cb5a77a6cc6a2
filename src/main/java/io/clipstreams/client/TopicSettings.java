package io.clipstreams.client;

import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.DataSize;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How topics are made.
 *
 * @param partitions at least 1
 * @param replicationFactor at least 1, or -1 for the broker's default
 * @param retention how long records are kept; empty leaves images and captions compacted and the
 *     rest to the broker
 * @param imageMaxBytes the largest image file
 */
public record TopicSettings(
    int partitions, short replicationFactor, Optional<Duration> retention, DataSize imageMaxBytes) {
  public TopicSettings {
    Objects.requireNonNull(retention, "retention");
    Objects.requireNonNull(imageMaxBytes, "imageMaxBytes");
  }

  /** As configured. */
  public static TopicSettings of(ClipConfig config) {
    return new TopicSettings(
        config.topics().partitions(),
        config.topics().replicationFactor(),
        Optional.empty(),
        config.image().maxBytes());
  }

  /** The same with so many partitions. */
  public TopicSettings withPartitions(int number) {
    return new TopicSettings(number, replicationFactor, retention, imageMaxBytes);
  }

  /** The same with so many copies. */
  public TopicSettings withReplicationFactor(short number) {
    return new TopicSettings(partitions, number, retention, imageMaxBytes);
  }

  /** The same with records kept so long. */
  public TopicSettings withRetention(Duration duration) {
    return new TopicSettings(partitions, replicationFactor, Optional.of(duration), imageMaxBytes);
  }
}
