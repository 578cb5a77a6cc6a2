package io.clipstreams.app;

import io.clipstreams.config.ClipConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * How often a stream thread asks for more records. While its tasks have some, Kafka Streams polls
 * only once half of {@code max.poll.interval.ms} has passed: after minutes. The look-ahead would
 * then have nothing to prepare while the last records of a poll are at the model. So Kafka Streams
 * is told a short interval; its consumer is told the user's own, after which the group gives a
 * member up.
 *
 * @param streamsMillis what Kafka Streams is told
 * @param memberMillis what the consumer is told
 */
record PollIntervals(int streamsMillis, int memberMillis) {
  /** {@code main.consumer.max.poll.interval.ms}. */
  static final String KEY =
      StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG);

  private static final int KAFKA_DEFAULT_MILLIS = 300_000;

  /** Half of it is about the time of one batch. */
  private static final int SHORT_MILLIS = 500;

  /** Long enough to read what has come in from the network meanwhile. */
  private static final Duration SHORT_WAIT = Duration.ofMillis(20);

  static PollIntervals of(ClipConfig config) {
    int member = memberMillis(config);
    return new PollIntervals(
        clientsAreOurs(config) ? Math.min(SHORT_MILLIS, member) : member, member);
  }

  /** Under the streams protocol Kafka Streams makes the consumer itself, and tells it the same. */
  private static boolean clientsAreOurs(ClipConfig config) {
    return !config
        .kafkaProperty(StreamsConfig.GROUP_PROTOCOL_CONFIG)
        .filter("streams"::equalsIgnoreCase)
        .isPresent();
  }

  private static int memberMillis(ClipConfig config) {
    String key = ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG;
    return Stream.of(KEY, StreamsConfig.consumerPrefix(key), key)
        .map(config::kafkaNumber)
        .flatMap(Optional::stream)
        .findFirst()
        .orElse(KAFKA_DEFAULT_MILLIS);
  }

  /** Whether Kafka Streams polls while its tasks still have records. */
  boolean isBetween(Duration sinceLast) {
    return sinceLast.toMillis() >= streamsMillis / 2;
  }

  /**
   * How long a poll may wait for records to come. When it comes between the records of a task,
   * these must not wait for others.
   *
   * @param asked how long Kafka Streams would wait
   * @param sinceLast the time since the last poll
   */
  Duration patience(Duration asked, Duration sinceLast) {
    return isBetween(sinceLast) && asked.compareTo(SHORT_WAIT) > 0 ? SHORT_WAIT : asked;
  }
}
