package io.clipstreams.app;

import io.clipstreams.topology.InputReaders;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Where records wait between a consumer and Kafka Streams until their embeddings are there. A
 * stream thread does one thing at a time: did it wait for the model itself, everything else would
 * wait with it, commits and the topics between the steps of the topology too, and a record would
 * take several runs of the model to get through.
 *
 * <p>Within a partition no record overtakes another. To Kafka Streams, what waits here has not been
 * read: position, lag and next offsets say so, and no commit covers it. Not safe for use by several
 * threads, as a consumer is not.
 */
final class WaitingRoom {
  /** So often it is seen whether something has become ready. */
  private static final Duration GLANCE = Duration.ofMillis(4);

  /**
   * Kafka Streams has its turn so often while something waits or has just been given: it may have
   * to commit.
   */
  private static final Duration MOST_PATIENCE = Duration.ofMillis(20);

  /** So long something was just given: what it led to is committed by then, by default. */
  private static final Duration RECENT = Duration.ofMillis(250);

  private final Readiness readiness;
  private final PollIntervals intervals;
  private final IdleMoment moment;
  private final LongSupplier nanoTime;
  private final Map<TopicPartition, Queue> queues = new HashMap<>();
  private long lastPoll;
  private long lastGiven;

  /** What waits, and for how long. */
  interface Readiness {
    /** Whether records of this topic wait at all. */
    boolean waits(String topic);

    /** Whether a record may go on. */
    boolean isReady(ConsumerRecord<byte[], byte[]> record);

    /** Records of inputs wait for what the look-ahead has begun. */
    static Readiness of(InputReaders readers) {
      return new Readiness() {
        @Override
        public boolean waits(String topic) {
          return readers.readsAhead(topic);
        }

        @Override
        public boolean isReady(ConsumerRecord<byte[], byte[]> record) {
          return readers.isReady(record);
        }
      };
    }
  }

  /** The consumer itself. */
  interface Source {
    ConsumerRecords<byte[], byte[]> poll(Duration timeout);

    Set<TopicPartition> paused();
  }

  WaitingRoom(
      Readiness readiness, PollIntervals intervals, IdleMoment moment, LongSupplier nanoTime) {
    this.readiness = Objects.requireNonNull(readiness, "readiness");
    this.intervals = Objects.requireNonNull(intervals, "intervals");
    this.moment = Objects.requireNonNull(moment, "moment");
    this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
    lastPoll = nanoTime.getAsLong();
    lastGiven = lastPoll - RECENT.toNanos();
  }

  private record Waiting(ConsumerRecord<byte[], byte[]> record, long since) {}

  private static final class Queue {
    private final Deque<Waiting> records = new ArrayDeque<>();
    private Optional<OffsetAndMetadata> behind = Optional.empty();

    OffsetAndMetadata first() {
      ConsumerRecord<byte[], byte[]> record = records.getFirst().record();
      return new OffsetAndMetadata(record.offset(), record.leaderEpoch(), "");
    }
  }

  /** What goes on, and the offsets behind it. */
  private static final class Ready {
    private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records =
        new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> nextOffsets = new HashMap<>();

    boolean isEmpty() {
      return records.isEmpty() && nextOffsets.isEmpty();
    }

    int count() {
      return records.values().stream().mapToInt(List::size).sum();
    }

    void add(ConsumerRecord<byte[], byte[]> record) {
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      records.computeIfAbsent(partition, added -> new ArrayList<>()).add(record);
    }
  }

  /** Polls the consumer; gives what is ready. */
  ConsumerRecords<byte[], byte[]> poll(Duration timeout, Source source) {
    long start = nanoTime.getAsLong();
    Duration sinceLast = Duration.ofNanos(start - lastPoll);
    Duration patience = intervals.patience(timeout, sinceLast);
    moment.polls();
    if (start - lastGiven < RECENT.toNanos()) {
      patience = moment.patience(shorter(patience, MOST_PATIENCE));
    }
    Ready ready = new Ready();
    // Not released before the poll: in it partitions may go away, and what is theirs with them.
    Duration left = anyMayGo(source.paused()) ? Duration.ZERO : patience;
    do {
      receive(source.poll(queues.isEmpty() ? left : shorter(left, GLANCE)), ready);
      release(source.paused(), ready);
      Duration most = queues.isEmpty() ? Duration.ZERO : shorter(patience, MOST_PATIENCE);
      left = most.minusNanos(nanoTime.getAsLong() - start);
    } while (ready.isEmpty() && left.compareTo(Duration.ZERO) > 0);
    lastPoll = nanoTime.getAsLong();
    if (!ready.records.isEmpty()) {
      lastGiven = lastPoll;
    }
    moment.polled(ready.count(), waiting(), intervals.isBetween(sinceLast));
    return new ConsumerRecords<>(ready.records, ready.nextOffsets);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private void receive(ConsumerRecords<byte[], byte[]> polled, Ready ready) {
    for (TopicPartition partition : polled.partitions()) {
      List<ConsumerRecord<byte[], byte[]>> records = polled.records(partition);
      if (readiness.waits(partition.topic())) {
        Queue queue = queues.computeIfAbsent(partition, added -> new Queue());
        records.forEach(record -> queue.records.add(new Waiting(record, nanoTime.getAsLong())));
      } else {
        records.forEach(ready::add);
      }
    }
    polled
        .nextOffsets()
        .forEach(
            (partition, next) -> {
              Queue queue = queues.get(partition);
              if (queue == null) {
                ready.nextOffsets.put(partition, next);
              } else {
                queue.behind = Optional.of(next);
              }
            });
  }

  private boolean anyMayGo(Set<TopicPartition> paused) {
    return queues.entrySet().stream()
        .anyMatch(
            queue ->
                !paused.contains(queue.getKey()) && mayGo(queue.getValue().records.getFirst()));
  }

  /** Kafka Streams is given nothing of the partitions that it has paused. */
  private void release(Set<TopicPartition> paused, Ready ready) {
    for (TopicPartition partition : new HashSet<>(queues.keySet())) {
      if (!paused.contains(partition)) {
        release(partition, queues.get(partition), ready);
      }
    }
  }

  private void release(TopicPartition partition, Queue queue, Ready ready) {
    boolean any = false;
    while (!queue.records.isEmpty() && mayGo(queue.records.getFirst())) {
      ready.add(queue.records.removeFirst().record());
      any = true;
    }
    if (queue.records.isEmpty()) {
      queues.remove(partition);
      queue.behind.ifPresent(next -> ready.nextOffsets.put(partition, next));
    } else if (any) {
      ready.nextOffsets.put(partition, queue.first());
    }
  }

  /** What waits too long goes on, so that the group notices that its thread stands still. */
  private boolean mayGo(Waiting waiting) {
    Duration waited = Duration.ofNanos(nanoTime.getAsLong() - waiting.since());
    return readiness.isReady(waiting.record()) || waited.toMillis() >= intervals.memberMillis();
  }

  private int waiting() {
    return queues.values().stream().mapToInt(queue -> queue.records.size()).sum();
  }

  /** Whether anything waits. */
  boolean isOccupied() {
    return !queues.isEmpty();
  }

  /** The offset of the first record that waits, if one does. */
  OptionalLong position(TopicPartition partition) {
    Queue queue = queues.get(partition);
    return queue == null ? OptionalLong.empty() : OptionalLong.of(queue.first().offset());
  }

  /** How many records wait. */
  int waiting(TopicPartition partition) {
    Queue queue = queues.get(partition);
    return queue == null ? 0 : queue.records.size();
  }

  /** The partitions went away, or their position was moved: what is still needed is read again. */
  void forget(Collection<TopicPartition> partitions) {
    partitions.forEach(queues::remove);
  }
}
