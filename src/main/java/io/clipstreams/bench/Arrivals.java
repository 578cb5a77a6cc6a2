package io.clipstreams.bench;

import io.clipstreams.client.KafkaClients;
import io.clipstreams.client.Progress;
import io.clipstreams.config.ClipConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Watches a topic for the results of numbered records, committed ones only. What is produced after
 * its constructor has returned is seen.
 */
final class Arrivals implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final byte[] prefix;
  private final long[] arrived;
  private int seen;

  /**
   * @param config where to connect to
   * @param topic the topic
   * @param prefix keys are this and a number
   * @param count how many numbers, from 0
   */
  Arrivals(ClipConfig config, String topic, String prefix, int count) {
    this.topic = topic;
    this.prefix = prefix.getBytes(StandardCharsets.UTF_8);
    this.arrived = new long[count];
    this.consumer =
        new KafkaClients(
                config.with(
                    Map.of(
                        "consumer.max.poll.records",
                        "2000",
                        "consumer.fetch.max.bytes",
                        Integer.toString(8 << 20))))
            .consumer();
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    // Seeking is lazy: asking makes it happen now.
    partitions.forEach(consumer::position);
  }

  /**
   * Reads until every number has come.
   *
   * @param counts which records count; the others are passed over
   * @param progress is told of each that does
   * @param healthy what must hold for it to be worth while to wait on
   * @return when each number came for the first time, by {@link System#nanoTime()}
   * @throws BenchException if nothing comes for long
   */
  long[] await(
      Predicate<ConsumerRecord<byte[], byte[]>> counts,
      Progress progress,
      BooleanSupplier healthy) {
    long lastSeen = System.nanoTime();
    while (seen < arrived.length) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (counts.test(record) && note(record.key())) {
          lastSeen = System.nanoTime();
          progress.step();
        }
      }
      if (!healthy.getAsBoolean() || System.nanoTime() - lastSeen > PATIENCE.toNanos()) {
        throw new BenchException(
            "%d of %d results have come to %s, and no more do: the log says why"
                .formatted(seen, arrived.length, topic));
      }
    }
    return arrived;
  }

  private boolean note(byte[] key) {
    int number = number(key);
    if (number < 0 || number >= arrived.length || arrived[number] != 0) {
      return false;
    }
    arrived[number] = System.nanoTime();
    seen++;
    return true;
  }

  /** The number in a key, -1 where the key is another one's. */
  private int number(byte[] key) {
    if (key == null || key.length <= prefix.length) {
      return -1;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (key[i] != prefix[i]) {
        return -1;
      }
    }
    int number = 0;
    for (int i = prefix.length; i < key.length; i++) {
      if (key[i] < '0' || key[i] > '9') {
        return -1;
      }
      number = 10 * number + key[i] - '0';
    }
    return number;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
