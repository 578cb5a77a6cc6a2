package io.clipstreams.topology;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * How many bytes of input records are in memory between the consumer that read them and the
 * processor that is done with them. Kafka Streams bounds this by number of records only, and
 * records may be as large as images.
 *
 * <p>Each stream thread has a {@link Share}, to be used by that thread alone; the budget itself may
 * be called by any.
 */
public final class InputBudget {
  /** What a record costs beside its bytes: the objects that hold it. */
  private static final int RECORD_OVERHEAD = 256;

  private final Set<String> topics;
  private final long bytesOfShare;
  private final ConcurrentMap<TopicPartition, Share> owners = new ConcurrentHashMap<>();

  /**
   * @param topics the input topics; records of others do not count
   * @param bytesOfShare what each stream thread may hold
   */
  public InputBudget(Collection<String> topics, long bytesOfShare) {
    this.topics = Set.copyOf(topics);
    this.bytesOfShare = bytesOfShare;
  }

  /** A budget that counts nothing. */
  public static InputBudget unbounded() {
    return new InputBudget(Set.of(), Long.MAX_VALUE);
  }

  /** The share of one more stream thread. */
  public Share newShare() {
    return new Share();
  }

  /** The processor is done with a record, and so with all before it in its partition. */
  public void processed(String topic, int partition, long offset) {
    TopicPartition from = new TopicPartition(topic, partition);
    Share owner = owners.get(from);
    if (owner != null) {
      owner.processed(from, offset);
    }
  }

  /** The same processor; what it has processed is taken off the budget. */
  <K, V, R> FixedKeyProcessor<K, V, R> counting(FixedKeyProcessor<K, V, R> processor) {
    return topics.isEmpty() ? processor : new Counting<>(processor);
  }

  /** What one stream thread's consumer has read and its tasks have not processed. */
  public final class Share {
    private final Map<TopicPartition, InFlight> partitions = new HashMap<>();
    private long bytes;
    private boolean progress = true;

    private Share() {}

    /** The consumer has read records of a partition. */
    public void received(
        TopicPartition partition, Collection<ConsumerRecord<byte[], byte[]>> records) {
      if (!topics.contains(partition.topic())) {
        return;
      }
      owners.put(partition, this);
      InFlight inFlight = partitions.computeIfAbsent(partition, unseen -> new InFlight());
      for (ConsumerRecord<byte[], byte[]> record : records) {
        bytes += inFlight.add(record.offset(), size(record));
      }
      progress = true;
    }

    /** Records of these partitions that are in flight will not be processed, or are read again. */
    public void forget(Collection<TopicPartition> gone) {
      for (TopicPartition partition : gone) {
        owners.remove(partition, this);
        InFlight inFlight = partitions.remove(partition);
        if (inFlight != null) {
          bytes -= inFlight.bytes;
          progress = true;
        }
      }
    }

    /** What was read will be processed soon, for it waits for its embedding and for no task. */
    public void expectProgress() {
      progress = true;
    }

    /**
     * The partitions that are not to be read now. When the share is used up these are all of the
     * inputs; but if since the last call none came and none was processed, a task may wait for one
     * that is empty, which is then let through.
     *
     * @param assigned all partitions of the consumer
     */
    public Set<TopicPartition> mustWait(Set<TopicPartition> assigned) {
      boolean stuck = !progress;
      progress = false;
      if (bytes < bytesOfShare) {
        return Set.of();
      }
      return assigned.stream()
          .filter(partition -> topics.contains(partition.topic()))
          .filter(partition -> !stuck || holds(partition))
          .collect(Collectors.toUnmodifiableSet());
    }

    /** The bytes in flight. */
    public long bytes() {
      return bytes;
    }

    private boolean holds(TopicPartition partition) {
      InFlight inFlight = partitions.get(partition);
      return inFlight != null && !inFlight.records.isEmpty();
    }

    private void processed(TopicPartition partition, long offset) {
      InFlight inFlight = partitions.get(partition);
      if (inFlight != null) {
        bytes -= inFlight.removeUpTo(offset);
        progress = true;
      }
    }
  }

  private static long size(ConsumerRecord<byte[], byte[]> record) {
    long size = RECORD_OVERHEAD;
    size +=
        Math.max(0, record.serializedKeySize()) + (long) Math.max(0, record.serializedValueSize());
    for (Header header : record.headers()) {
      size += header.key().length() + (header.value() == null ? 0 : header.value().length);
    }
    return size;
  }

  /** The records of one partition, by offset. */
  private static final class InFlight {
    private final Deque<Sized> records = new ArrayDeque<>();
    private long bytes;

    /** Gives by how much it grew; a record that is read again counts once. */
    long add(long offset, long size) {
      long before = bytes;
      while (!records.isEmpty() && records.getLast().offset >= offset) {
        bytes -= records.removeLast().bytes;
      }
      records.addLast(new Sized(offset, size));
      bytes += size;
      return bytes - before;
    }

    /** Gives by how much it shrank. */
    long removeUpTo(long offset) {
      long before = bytes;
      while (!records.isEmpty() && records.getFirst().offset <= offset) {
        bytes -= records.removeFirst().bytes;
      }
      return before - bytes;
    }
  }

  private record Sized(long offset, long bytes) {}

  private final class Counting<K, V, R> implements FixedKeyProcessor<K, V, R> {
    private final FixedKeyProcessor<K, V, R> processor;
    private FixedKeyProcessorContext<K, R> context;

    Counting(FixedKeyProcessor<K, V, R> processor) {
      this.processor = Objects.requireNonNull(processor, "processor");
    }

    @Override
    public void init(FixedKeyProcessorContext<K, R> processorContext) {
      context = processorContext;
      processor.init(processorContext);
    }

    @Override
    public void process(FixedKeyRecord<K, V> record) {
      RecordMetadata place = context.recordMetadata().orElseThrow();
      processor.process(record);
      processed(place.topic(), place.partition(), place.offset());
    }

    @Override
    public void close() {
      processor.close();
    }
  }
}
