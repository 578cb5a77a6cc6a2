package io.clipstreams.app;

import io.clipstreams.client.KafkaClients;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.serde.RegistryPatience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the outputs from when it starts on, with one consumer of committed records for however
 * many clients, and puts what comes into the ring.
 */
final class OutputTail implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OutputTail.class);
  private static final EventRing.Bounds KEPT = new EventRing.Bounds(1_000, 16L << 20);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final OutputEventReader reader;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "http-event-tail");
  private volatile Optional<EventRing> ring = Optional.empty();
  private volatile Optional<Consumer<byte[], byte[]>> polled = Optional.empty();

  /**
   * @param clients make consumers
   * @param reader makes events; closed with this
   */
  OutputTail(KafkaClients clients, OutputEventReader reader) {
    this.consumers = clients::consumer;
    this.reader = Objects.requireNonNull(reader, "reader");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** What came since it started; empty until the topics are known. */
  Optional<EventRing> ring() {
    return ring;
  }

  OutputEventReader reader() {
    return reader;
  }

  /** A consumer for one who was away; to be closed by the caller. */
  Consumer<byte[], byte[]> consumer() {
    return consumers.get();
  }

  private void run() {
    while (!stopped()) {
      try (Consumer<byte[], byte[]> consumer = consumers.get()) {
        polled = Optional.of(consumer);
        follow(consumer);
      } catch (WakeupException | InterruptException | RegistryPatience.StoppedException end) {
        LOG.debug("Events end", end);
      } catch (RuntimeException failure) {
        LOG.warn(
            "The outputs cannot be followed for /api/v1/events; trying again in {} s",
            PAUSE_AFTER_FAILURE.toSeconds(),
            failure);
        pause();
      }
    }
  }

  private boolean stopped() {
    return stopping.getCount() == 0;
  }

  private void pause() {
    try {
      stopping.await(PAUSE_AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow(Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions = partitions(consumer);
    consumer.assign(partitions);
    EventRing events = ring.orElseGet(() -> begin(consumer, partitions));
    EventPositions from = events.end().position();
    partitions.forEach(partition -> consumer.seek(partition, from.next(partition)));
    ring = Optional.of(events);
    while (!stopped()) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        event(record).ifPresent(events::add);
      }
    }
  }

  private static EventRing begin(
      Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
    return new EventRing(KEPT, EventPositions.of(partitions, end));
  }

  /** By topic; the first time as many as there are, and no others later. */
  private List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
    if (ring.isPresent()) {
      return ring.get().end().position().partitions();
    }
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : reader.outputs()) {
      int count = consumer.partitionsFor(topic).size();
      for (int partition = 0; partition < count; partition++) {
        partitions.add(new TopicPartition(topic, partition));
      }
    }
    return partitions;
  }

  /** A record that is not ours is no event. */
  Optional<OutputEvent> event(ConsumerRecord<byte[], byte[]> record) {
    try {
      return Optional.of(reader.read(record));
    } catch (ProcessingException foreign) {
      LOG.warn(
          "Topic {}, partition {}, offset {} holds no record of ours and is left out of"
              + " /api/v1/events: {}",
          record.topic(),
          record.partition(),
          record.offset(),
          foreign.getMessage(),
          foreign);
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    stopping.countDown();
    ring.ifPresent(EventRing::close);
    polled.ifPresent(Consumer::wakeup);
    try {
      thread.join(CLOSE_LIMIT.toMillis());
      // It may wait for the registry.
      thread.interrupt();
      thread.join(CLOSE_LIMIT.toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    reader.close();
  }
}
