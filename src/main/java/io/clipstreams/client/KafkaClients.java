package io.clipstreams.client;

import io.clipstreams.config.ClipConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Makes Kafka's clients from the configuration: a client's own keys, and over them those with its
 * prefix ({@code producer.}, {@code consumer.}, {@code admin.}), as Kafka Streams reads them.
 */
public final class KafkaClients {
  /** How long a command waits for a broker before it gives up. */
  public static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final int LEAST_BUFFER = 32 << 20;

  private final ClipConfig config;

  /**
   * @param config names the brokers and how to speak to them
   */
  public KafkaClients(ClipConfig config) {
    this.config = Objects.requireNonNull(config, "config");
  }

  /**
   * An admin client, after the cluster has answered.
   *
   * @throws KafkaException if it does not; the message names the brokers
   */
  public Admin connect() {
    Map<String, Object> settings = settings("admin.", AdminClientConfig.configNames(), patience());
    Admin admin = Admin.create(settings);
    try {
      Answers.await(admin.describeCluster().clusterId());
      return admin;
    } catch (KafkaException e) {
      admin.close(Duration.ZERO);
      if (e instanceof TimeoutException) {
        throw new KafkaException(
            "no Kafka broker answers at %s within %d s; does it run, and is bootstrap.servers right?"
                .formatted(config.bootstrapServers(), PATIENCE.toSeconds()),
            e);
      }
      throw e;
    }
  }

  private static Map<String, Object> patience() {
    int millis = (int) PATIENCE.toMillis();
    return Map.of(
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis,
        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
  }

  /**
   * A producer that loses and repeats nothing.
   *
   * @param largestRecord the most bytes of one record
   */
  public Producer<String, byte[]> producer(int largestRecord) {
    return new KafkaProducer<>(
        idempotent(largestRecord), new StringSerializer(), new ByteArraySerializer());
  }

  /**
   * As {@link #producer}, for a record that somebody waits for: whatever is asked of it has come to
   * its end, one or the other, within the patience. What has failed is not sent any more.
   *
   * @param largestRecord the most bytes of one record
   * @param patience half of it for finding the brokers, half for their answer
   */
  public Producer<String, byte[]> promptProducer(int largestRecord, Duration patience) {
    Map<String, Object> settings = idempotent(largestRecord);
    int half = (int) Math.max(1, patience.toMillis() / 2);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, half);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, half);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, half);
    return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  /**
   * A producer of transactions.
   *
   * @param transactionalId of two producers with one id the later ends the earlier
   * @param largestRecord the most bytes of one record
   */
  public Producer<byte[], byte[]> transactionalProducer(String transactionalId, int largestRecord) {
    Map<String, Object> settings = idempotent(largestRecord);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private Map<String, Object> idempotent(int largestRecord) {
    Map<String, Object> settings =
        settings("producer.", ProducerConfig.configNames(), limits(largestRecord));
    settings.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    return settings;
  }

  private static Map<String, Object> limits(int largestRecord) {
    return Map.of(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
        largestRecord,
        ProducerConfig.BUFFER_MEMORY_CONFIG,
        Math.max(LEAST_BUFFER, 2L * largestRecord));
  }

  /** A consumer of committed records that belongs to no group. */
  public Consumer<byte[], byte[]> consumer() {
    Map<String, Object> settings = consumerSettings(200);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * As {@link #consumer()}, but its {@code poll} fails where its offset is no longer there: for who
   * has to know that records were missed.
   */
  public Consumer<byte[], byte[]> strictConsumer() {
    Map<String, Object> settings = consumerSettings(500);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * A consumer of committed records, one at a time, that shares the topic's partitions with its
   * group. A new group begins with the oldest record kept; offsets are committed by the caller.
   *
   * @param group the group's id
   * @param patience how long one record may take before the group goes on without this member
   */
  public Consumer<byte[], byte[]> consumer(String group, Duration patience) {
    Map<String, Object> settings = consumerSettings(1);
    settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) patience.toMillis());
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private Map<String, Object> consumerSettings(int recordsAtOnce) {
    Map<String, Object> ours =
        Map.of(
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            (int) PATIENCE.toMillis(),
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            recordsAtOnce);
    Map<String, Object> settings = settings("consumer.", ConsumerConfig.configNames(), ours);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // Where the log was cut off meanwhile, its new beginning is next.
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return settings;
  }

  private Map<String, Object> settings(
      String prefix, Set<String> names, Map<String, Object> defaults) {
    Map<String, Object> settings = new HashMap<>(defaults);
    config
        .kafkaProperties()
        .forEach(
            (key, value) -> {
              if (names.contains(key)) {
                settings.put(key, value);
              }
            });
    config
        .kafkaProperties()
        .forEach(
            (key, value) -> {
              if (key.startsWith(prefix)) {
                settings.put(key.substring(prefix.length()), value);
              }
            });
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
    return settings;
  }
}
