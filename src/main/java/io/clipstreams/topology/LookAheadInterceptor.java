package io.clipstreams.topology;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the records of each poll of the main consumer to the {@link InputReaders}, before Kafka
 * Streams puts them into its queues. It sees the records of all topics, internal ones too, and
 * changes none.
 */
public final class LookAheadInterceptor implements ConsumerInterceptor<byte[], byte[]> {
  /** Under this key the consumer's configuration holds the {@link InputReaders} themselves. */
  public static final String READERS_CONFIG = "clip.lookahead.readers";

  private static final Logger LOG = LoggerFactory.getLogger(LookAheadInterceptor.class);

  private InputReaders readers;

  @Override
  public void configure(Map<String, ?> configs) {
    if (!(configs.get(READERS_CONFIG) instanceof InputReaders given)) {
      throw new ConfigException(
          READERS_CONFIG, configs.get(READERS_CONFIG), "the application sets it; it is no setting");
    }
    readers = given;
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      try {
        readers.polled(record);
      } catch (RuntimeException failure) {
        // The record is read again when its turn comes, and fails there if it must.
        LOG.warn(
            "{}-{}@{} is not read before its turn",
            record.topic(),
            record.partition(),
            record.offset(),
            failure);
      }
    }
    return records;
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {}
}
