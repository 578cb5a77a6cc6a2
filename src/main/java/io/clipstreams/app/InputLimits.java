package io.clipstreams.app;

import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.MemoryConfig;
import io.clipstreams.config.TopicNames;
import io.clipstreams.topology.InputBudget;
import org.apache.kafka.streams.StreamsConfig;

/**
 * What a stream thread may hold of input records, derived from {@value
 * MemoryConfig#INPUT_BYTES_CONFIG}. Half of its part is for what its tasks have not processed yet;
 * a quarter for what a poll brings on top, which cannot be given back; a quarter for what the
 * consumer fetches meanwhile.
 *
 * @param unprocessedBytes of records that were polled, above which no more are
 * @param fetchBytes the most bytes that one broker answers at once
 * @param partitionFetchBytes of these, the most of one partition
 * @param records the most records of one poll, and of one partition's buffer; a bound beside that
 *     in bytes, for tiny heaps
 */
record InputLimits(long unprocessedBytes, int fetchBytes, int partitionFetchBytes, int records) {
  /** As Kafka Streams has it. */
  private static final int MOST_RECORDS = 1_000;

  /** A poll of large images is to bring several batches of them, where there is memory for it. */
  private static final int MOST_FETCHED = 128 << 20;

  /** What a record may take where only their number is bounded. */
  private static final int BYTES_OF_RECORD = 64 << 10;

  static InputLimits of(ClipConfig config) {
    return of(config.memory().inputBytes().bytes() / threads(config));
  }

  /**
   * @param bytes a stream thread's part
   */
  static InputLimits of(long bytes) {
    long unprocessed = bytes / 2;
    int fetch = (int) Math.min(bytes / 4, MOST_FETCHED);
    // Kafka's own default, 1 MiB, would bring large images one at a time.
    int partitionFetch = Math.max(1, fetch / 2);
    int records = (int) Math.max(1, Math.min(MOST_RECORDS, unprocessed / BYTES_OF_RECORD));
    return new InputLimits(unprocessed, fetch, partitionFetch, records);
  }

  /** The budget that the stream threads share. */
  InputBudget budget(TopicNames topics) {
    return new InputBudget(topics.inputs(), unprocessedBytes);
  }

  private static int threads(ClipConfig config) {
    return Math.max(1, config.kafkaNumber(StreamsConfig.NUM_STREAM_THREADS_CONFIG).orElse(1));
  }
}
