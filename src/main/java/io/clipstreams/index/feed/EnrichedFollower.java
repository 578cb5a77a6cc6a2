package io.clipstreams.index.feed;

import io.clipstreams.index.WritableIndex;
import io.clipstreams.serde.RegistryPatience;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the index equal to what the output topics hold. It reads all their partitions, belongs to
 * no consumer group, and notes in each commit of the index how far it has come, so that the next
 * start goes on exactly there.
 *
 * <p>A partition whose noted offset is no longer there, or whose topic was made anew, is read again
 * from its beginning, and what had come from it before is removed.
 */
public final class EnrichedFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EnrichedFollower.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  /** How often topics are looked at: they may be made anew, or get more partitions. */
  private static final Duration TOPICS_CHECK = Duration.ofSeconds(30);

  /** So many records wait while the stream catches up, not while it runs. */
  private static final long FAR_BEHIND = 2_000;

  private final WritableIndex index;
  private final OutputRecords records;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final FollowedTopics topics;
  private final OutputReaders readers;
  private final RegistryPatience patience;
  private final FollowedOffsets offsets;
  private final FollowedPartitions partitions;
  private final IndexPace pace;
  private final FollowerMeters meters;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "clip-index");
  private Duration pause = FIRST_PAUSE;
  private volatile long lag = -1;
  private volatile Map<TopicPartition, Long> shown = Map.of();

  /**
   * @param settings what is followed
   * @param index takes what comes; closed by whoever opened it, after this
   * @param consumers make a consumer that belongs to no group and fails where an offset is gone
   * @param topics tells of topics
   * @param readers read values; closed with this
   * @param patience of the readers; stopped with this
   * @param meters where it counts
   */
  public EnrichedFollower(
      FollowerSettings settings,
      WritableIndex index,
      Supplier<Consumer<byte[], byte[]>> consumers,
      FollowedTopics topics,
      OutputReaders readers,
      RegistryPatience patience,
      MeterRegistry meters) {
    this.index = Objects.requireNonNull(index, "index");
    this.records = new OutputRecords(settings.names(), settings.modelRevision(), index, readers);
    this.consumers = Objects.requireNonNull(consumers, "consumers");
    this.topics = Objects.requireNonNull(topics, "topics");
    this.readers = Objects.requireNonNull(readers, "readers");
    this.patience = Objects.requireNonNull(patience, "patience");
    this.offsets = FollowedOffsets.of(index.notes());
    this.partitions = new FollowedPartitions(index, offsets);
    this.pace = new IndexPace(index, settings.commitInterval(), offsets::notes);
    this.meters = new FollowerMeters(meters, index.searching(), this::lag);
    thread.setDaemon(true);
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  /** How many records it has not read yet; empty until it knows. */
  public OptionalLong lag() {
    long known = lag;
    return known < 0 ? OptionalLong.empty() : OptionalLong.of(known);
  }

  /** The offset before which everything of a partition can be searched; none until it knows. */
  public Map<TopicPartition, Long> shown() {
    return shown;
  }

  /** Whether it follows: false after it was closed, or the index's disk failed. */
  public boolean running() {
    return thread.isAlive() && index.writable();
  }

  private void run() {
    while (!stopped() && index.writable()) {
      try (Consumer<byte[], byte[]> consumer = consumers.get()) {
        follow(consumer);
      } catch (RegistryPatience.StoppedException | WakeupException ended) {
        // Only close() ends it so.
      } catch (RuntimeException failure) {
        lag = -1;
        if (index.writable()) {
          LOG.warn("The index does not follow its topics; it tries again", failure);
          rest();
        } else {
          LOG.error(
              "The index cannot be written and stands still; after a restart it goes on where it was"
                  + " committed last",
              failure);
        }
      }
    }
    end();
  }

  private boolean stopped() {
    return stopping.getCount() == 0;
  }

  private void rest() {
    try {
      if (!stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
      }
    } catch (InterruptedException interrupted) {
      stopping.countDown();
      Thread.currentThread().interrupt();
    }
  }

  private void follow(Consumer<byte[], byte[]> consumer) {
    lookAtTopics(consumer);
    long looked = System.nanoTime();
    while (!stopped()) {
      step(consumer);
      pause = FIRST_PAUSE;
      if (System.nanoTime() - looked >= TOPICS_CHECK.toNanos()) {
        lookAtTopics(consumer);
        looked = System.nanoTime();
      }
    }
  }

  private void lookAtTopics(Consumer<byte[], byte[]> consumer) {
    var current = topics.describe(records.topics());
    if (consumer.assignment().isEmpty() || partitions.differ(current)) {
      if (partitions.follow(consumer, current)) {
        pace.changed();
      }
    }
  }

  private void step(Consumer<byte[], byte[]> consumer) {
    ConsumerRecords<byte[], byte[]> polled = poll(consumer);
    for (ConsumerRecord<byte[], byte[]> record : polled) {
      meters.count(records.take(record));
      // One by one: what a registry that is away leaves behind is taken later.
      offsets.advance(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
      pace.changed();
    }
    for (TopicPartition partition : polled.partitions()) {
      // Beyond the markers of transactions, too.
      offsets.advance(partition, consumer.position(partition));
    }
    lag = lag(consumer);
    pace.keep(lag > FAR_BEHIND);
    if (pace.allSeen()) {
      shown = positions(consumer);
    }
  }

  /** Those of the consumer: a poll may go over markers of transactions and give no record. */
  private static Map<TopicPartition, Long> positions(Consumer<byte[], byte[]> consumer) {
    return consumer.assignment().stream()
        .collect(Collectors.toUnmodifiableMap(partition -> partition, consumer::position));
  }

  private ConsumerRecords<byte[], byte[]> poll(Consumer<byte[], byte[]> consumer) {
    try {
      return consumer.poll(POLL);
    } catch (OffsetOutOfRangeException gone) {
      gone.offsetOutOfRangePartitions()
          .forEach((partition, offset) -> partitions.startOver(consumer, partition, offset));
      pace.changed();
      return ConsumerRecords.empty();
    }
  }

  private static long lag(Consumer<byte[], byte[]> consumer) {
    long sum = 0;
    for (TopicPartition partition : consumer.assignment()) {
      OptionalLong behind = consumer.currentLag(partition);
      if (behind.isEmpty()) {
        return -1;
      }
      sum += behind.getAsLong();
    }
    return sum;
  }

  private void end() {
    lag = -1;
    try {
      if (index.writable()) {
        pace.commit();
      }
    } catch (RuntimeException failure) {
      LOG.warn("The index's last changes were not committed; they are read again", failure);
    }
  }

  /** Ends it after the record it has; what it has come to is committed. */
  @Override
  public void close() {
    stopping.countDown();
    patience.stop();
    try {
      thread.join(CLOSE_LIMIT.toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.warn("The index did not end within {} s", CLOSE_LIMIT.toSeconds());
    }
    readers.close();
    meters.close();
  }
}
