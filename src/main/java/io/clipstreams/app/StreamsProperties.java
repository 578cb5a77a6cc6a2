package io.clipstreams.app;

import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.TopicsConfig;
import io.clipstreams.topology.InputReaders;
import io.clipstreams.topology.LookAheadInterceptor;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The properties that Kafka Streams runs with: the user's own, over defaults that suit records as
 * large as images.
 */
final class StreamsProperties {
  /** Kafka's default of 16 KiB holds six embeddings: a request for every few records. */
  private static final int BATCH_BYTES = 128 << 10;

  /** What will be the default; by name, since the constant is deprecated already. */
  private static final String GLOBAL_HANDLER = "processing.exception.handler.global.enabled";

  /** Caption and image states hold a record's attributes, text and alert at most. */
  private static final int INTERNAL_RECORD_BYTES = 4 << 20;

  private StreamsProperties() {}

  static Properties of(
      ClipConfig config, InputLimits limits, PollIntervals intervals, StateMemory memory) {
    long largest =
        config
            .image()
            .maxBytes()
            .plus(TopicsConfig.RECORD_OVERHEAD)
            .plus(TopicsConfig.DEAD_LETTER_OVERHEAD)
            .bytes();
    Properties properties = new Properties();
    set(properties, StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), largest);
    set(
        properties,
        StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG),
        Math.max(2 * largest, 32L << 20));
    set(properties, TransactionTimeout.KEY, TransactionTimeout.DEFAULT_MILLIS);
    set(properties, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, limits.records());
    set(properties, StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, limits.records());
    set(properties, ConsumerConfig.FETCH_MAX_BYTES_CONFIG, limits.fetchBytes());
    set(properties, ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, limits.partitionFetchBytes());
    set(
        properties,
        StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG),
        INTERNAL_RECORD_BYTES);
    set(properties, StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
    set(
        properties,
        StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG,
        StateStoreSettings.class.getName());
    properties.put(StateStoreSettings.MEMORY_CONFIG, memory);
    set(properties, StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    set(properties, GLOBAL_HANDLER, true);
    // As large as the system sees fit: Kafka's 64 KiB would be all that comes between two polls.
    set(properties, StreamsConfig.mainConsumerPrefix(ConsumerConfig.RECEIVE_BUFFER_CONFIG), -1);
    config.kafkaProperties().forEach(properties::setProperty);
    set(properties, PollIntervals.KEY, intervals.streamsMillis());
    return properties;
  }

  /** Lets the readers see each poll, beside the interceptors that the user has set. */
  static void interceptPolls(Properties properties, InputReaders readers) {
    String key = StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
    String ours = LookAheadInterceptor.class.getName();
    properties.merge(key, ours, (theirs, added) -> theirs + "," + added);
    properties.put(StreamsConfig.mainConsumerPrefix(LookAheadInterceptor.READERS_CONFIG), readers);
  }

  private static void set(Properties properties, String key, Object value) {
    properties.setProperty(key, value.toString());
  }
}
