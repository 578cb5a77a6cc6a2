package io.clipstreams.app;

import io.clipstreams.client.Answers;
import io.clipstreams.config.ClipConfig;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long the application's transactions may stay open. Within too short a time a record that a
 * slow model or registry holds up would abort its transaction, again and again; what is longer than
 * the broker's limit is refused by the broker, but only when the stream runs already.
 */
final class TransactionTimeout {
  /** {@code producer.transaction.timeout.ms}. */
  static final String KEY = StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);

  /** Kafka Streams' own default. */
  static final int LEAST_MILLIS = 10_000;

  static final int DEFAULT_MILLIS = 60_000;

  private static final Logger LOG = LoggerFactory.getLogger(TransactionTimeout.class);
  private static final String BROKERS_KEY = "transaction.max.timeout.ms";

  private final Admin admin;

  TransactionTimeout(Admin admin) {
    this.admin = Objects.requireNonNull(admin, "admin");
  }

  /**
   * Checks what the stream will run with, if it has transactions.
   *
   * @throws ConfigException if it is too short
   * @throws StartRefusedException if it is longer than the broker's limit
   */
  void require(ClipConfig config) {
    boolean transactions =
        config
            .kafkaProperty(StreamsConfig.PROCESSING_GUARANTEE_CONFIG)
            .filter(StreamsConfig.EXACTLY_ONCE_V2::equals)
            .isPresent();
    if (!transactions) {
      return;
    }
    long millis = config.kafkaProperty(KEY).map(Long::valueOf).orElse((long) DEFAULT_MILLIS);
    if (millis < LEAST_MILLIS) {
      throw new ConfigException(
          "%s=%d is too short: a slow record would abort its transaction; %d at least"
              .formatted(KEY, millis, LEAST_MILLIS));
    }
    Optional<Long> limit = brokersLimit();
    if (limit.isPresent() && limit.get() < millis) {
      throw new StartRefusedException(
          "%s=%d is longer than the broker's %s=%d; raise that, or set %s=%d"
              .formatted(KEY, millis, BROKERS_KEY, limit.get(), KEY, limit.get()));
    }
  }

  /** Empty for who may not ask for it. */
  private Optional<Long> brokersLimit() {
    try {
      Node any = Answers.await(admin.describeCluster().nodes()).iterator().next();
      ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, any.idString());
      Config config = Answers.await(admin.describeConfigs(List.of(broker)).all()).get(broker);
      return Optional.ofNullable(config.get(BROKERS_KEY))
          .map(ConfigEntry::value)
          .map(Long::valueOf);
    } catch (AuthorizationException mayNotAsk) {
      LOG.debug("{} is not compared with the broker's {}", KEY, BROKERS_KEY, mayNotAsk);
      return Optional.empty();
    }
  }
}
