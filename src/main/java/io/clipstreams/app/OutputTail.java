package io.clipstreams.app;

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
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the outputs while anybody wants it, with one consumer of committed records for however
 * many clients, and puts what comes into the ring. To read all outputs for nobody would take a good
 * part of what the stream itself does.
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
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile Optional<Consumer<byte[], byte[]>> polled = Optional.empty();

  /** Changed under the lock. */
  private volatile Optional<EventRing> ring = Optional.empty();

  /** Guarded by the lock. */
  private int followers;

  /**
   * @param consumers make consumers of committed records
   * @param reader makes events; closed with this
   */
  OutputTail(Supplier<Consumer<byte[], byte[]>> consumers, OutputEventReader reader) {
    this.consumers = Objects.requireNonNull(consumers, "consumers");
    this.reader = Objects.requireNonNull(reader, "reader");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /**
   * One more wants what comes, until it {@linkplain #leave leaves}.
   *
   * @param patience how long to wait for the broker, if nobody else is there yet
   * @return what came since the first of them; empty if the broker did not answer, and nobody
   *     joined
   * @throws InterruptedException if the thread is to end
   */
  Optional<EventRing> join(Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    lock.lockInterruptibly();
    try {
      followers++;
      changed.signalAll();
      while (ring.isEmpty() && left > 0 && !stopped()) {
        left = changed.awaitNanos(left);
      }
      if (ring.isEmpty()) {
        followers--;
      }
      return ring;
    } catch (InterruptedException stopped) {
      followers--;
      throw stopped;
    } finally {
      lock.unlock();
    }
  }

  /** One who had joined wants nothing any more. */
  void leave() {
    lock.lock();
    try {
      followers--;
    } finally {
      lock.unlock();
    }
  }

  OutputEventReader reader() {
    return reader;
  }

  /** A consumer for one who was away; to be closed by the caller. */
  Consumer<byte[], byte[]> consumer() {
    return consumers.get();
  }

  private void run() {
    while (isWanted()) {
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
      } finally {
        polled = Optional.empty();
      }
    }
  }

  private boolean stopped() {
    return stopping.getCount() == 0;
  }

  /** Waits until anybody wants events; false when it is to stop. */
  private boolean isWanted() {
    lock.lock();
    try {
      while (followers == 0 && !stopped()) {
        // What comes from now on is in none.
        ring = Optional.empty();
        changed.awaitUninterruptibly();
      }
      return !stopped();
    } finally {
      lock.unlock();
    }
  }

  private void pause() {
    try {
      stopping.await(PAUSE_AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  /** Until nobody wants it any more. After a failure it goes on where the ring ends. */
  private void follow(Consumer<byte[], byte[]> consumer) {
    EventRing events = ring.orElseGet(() -> begin(consumer));
    EventPositions from = events.end().position();
    consumer.assign(from.partitions());
    from.partitions().forEach(partition -> consumer.seek(partition, from.next(partition)));
    publish(events);
    while (!stopped() && !isLeft()) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        event(record).ifPresent(events::add);
      }
    }
  }

  private void publish(EventRing events) {
    lock.lock();
    try {
      ring = Optional.of(events);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean isLeft() {
    lock.lock();
    try {
      return followers == 0;
    } finally {
      lock.unlock();
    }
  }

  private EventRing begin(Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions = partitions(consumer);
    Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
    return new EventRing(KEPT, EventPositions.of(partitions, end));
  }

  /** By topic. */
  private List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
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
    lock.lock();
    try {
      stopping.countDown();
      ring.ifPresent(EventRing::close);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
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
