package io.clipstreams.app;

import io.clipstreams.topology.InputBudget;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * The clients of Kafka Streams as it makes them itself, except that its main consumers keep to the
 * input budget and to the user's own poll interval, and give records when they are ready. With
 * {@code group.protocol=streams} it makes these itself and none is asked for.
 */
final class BudgetedClients implements KafkaClientSupplier {
  private final InputBudget budget;
  private final WaitingRoom.Readiness readiness;
  private final PollIntervals intervals;
  private final StreamThreads threads;
  private final Duration commitInterval;

  BudgetedClients(
      InputBudget budget,
      WaitingRoom.Readiness readiness,
      PollIntervals intervals,
      StreamThreads threads,
      Duration commitInterval) {
    this.budget = Objects.requireNonNull(budget, "budget");
    this.readiness = Objects.requireNonNull(readiness, "readiness");
    this.intervals = Objects.requireNonNull(intervals, "intervals");
    this.threads = Objects.requireNonNull(threads, "threads");
    this.commitInterval = Objects.requireNonNull(commitInterval, "commitInterval");
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> settings) {
    return new BudgetedConsumer(
        mainConsumer(settings), budget, readiness, intervals, threads, commitInterval);
  }

  Map<String, Object> mainConsumer(Map<String, Object> settings) {
    Map<String, Object> own = new HashMap<>(settings);
    own.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, intervals.memberMillis());
    // The assignor reads it by this name, and creates internal topics in half of that time.
    own.put(PollIntervals.KEY, intervals.memberMillis());
    return own;
  }

  @Override
  public Admin getAdmin(Map<String, Object> settings) {
    return Admin.create(settings);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> settings) {
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> settings) {
    return plainConsumer(settings);
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> settings) {
    return plainConsumer(settings);
  }

  private static Consumer<byte[], byte[]> plainConsumer(Map<String, Object> settings) {
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
