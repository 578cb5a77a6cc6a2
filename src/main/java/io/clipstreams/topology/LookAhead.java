package io.clipstreams.topology;

import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.Encoder;
import io.clipstreams.inference.EncoderClosedException;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads one topic's records before their turn. What has no room waits until there is some; what
 * still waits when its turn comes is read then: it changes when work is done, never what comes of
 * it.
 *
 * <p>Records of a partition are taken in the order of their offsets, so that whatever lies below
 * the one that is taken was left behind, by a failure or by records that were skipped.
 *
 * @param <T> a record, read
 */
final class LookAhead<T> implements RecordReader<T> {
  private final RecordReading<T> reading;
  private final Executor threads;
  private final long maxBytes;
  private final int maxRecords;
  private final LookAheadMeters meters;
  private final Map<Integer, Lane<T>> partitions = new ConcurrentHashMap<>();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong records = new AtomicLong();

  /**
   * @param reading reads a record and begins its embedding
   * @param threads it is done on
   * @param maxBytes most bytes of raw values under way
   * @param maxRecords most records under way
   * @param meters counts
   */
  LookAhead(
      RecordReading<T> reading,
      Executor threads,
      long maxBytes,
      int maxRecords,
      LookAheadMeters meters) {
    this.reading = Objects.requireNonNull(reading, "reading");
    this.threads = Objects.requireNonNull(threads, "threads");
    this.maxBytes = maxBytes;
    this.maxRecords = maxRecords;
    this.meters = Objects.requireNonNull(meters, "meters");
    meters.watch(records, bytes);
  }

  private record Entry<T>(CompletableFuture<T> future, int size, long begun) {}

  /** The value is the one that Kafka Streams holds until its turn: to wait takes no memory. */
  private record Waiting(RawRecord record, byte[] value) {}

  /**
   * One partition's records by offset.
   *
   * @param underWay how many have begun; to ask their map for its size is to walk through it
   */
  private record Lane<T>(
      NavigableMap<Long, Entry<T>> begun,
      NavigableMap<Long, Waiting> waiting,
      AtomicInteger underWay) {
    Lane() {
      this(new ConcurrentSkipListMap<>(), new ConcurrentSkipListMap<>(), new AtomicInteger());
    }

    boolean has(long offset) {
      return begun.containsKey(offset) || waiting.containsKey(offset);
    }
  }

  /** Begins to read a record, or lets it wait if there is no room; returns at once. */
  void offer(RawRecord record, byte[] value) {
    Waiting offered = new Waiting(record, value);
    // At one go, as in refill: what came into a partition that is just forgotten would stay for
    // good.
    partitions.compute(
        record.partition(),
        (partition, known) -> {
          Lane<T> lane = known == null ? new Lane<>() : known;
          accept(lane, offered);
          return lane;
        });
  }

  private void accept(Lane<T> lane, Waiting offered) {
    long offset = offered.record().offset();
    if (lane.has(offset)) {
      return;
    }
    if (hasRoom(offered.value().length)) {
      begin(lane, offered);
    } else {
      lane.waiting().put(offset, offered);
    }
  }

  private boolean hasRoom(int size) {
    long under = records.get();
    return under == 0 || (under < maxRecords && bytes.get() + size <= maxBytes);
  }

  private void begin(Lane<T> lane, Waiting next) {
    RawRecord record = next.record();
    byte[] value = next.value();
    Entry<T> entry = new Entry<>(new CompletableFuture<>(), value.length, System.nanoTime());
    if (lane.begun().putIfAbsent(record.offset(), entry) != null) {
      return;
    }
    bytes.addAndGet(entry.size());
    records.incrementAndGet();
    lane.underWay().incrementAndGet();
    try {
      threads.execute(() -> read(record, value, entry.future()));
    } catch (RejectedExecutionException closed) {
      if (lane.begun().remove(record.offset(), entry)) {
        release(lane, entry);
      }
      throw closed;
    }
  }

  /** Begins what waits, of the partitions that have the least under way first. */
  private void refill() {
    boolean begun = true;
    while (begun) {
      Optional<Integer> neediest = neediest();
      begun = neediest.isPresent() && beginNext(neediest.get());
    }
  }

  private Optional<Integer> neediest() {
    return partitions.entrySet().stream()
        .filter(lane -> !lane.getValue().waiting().isEmpty())
        .min(Comparator.comparingInt(lane -> lane.getValue().underWay().get()))
        .map(Map.Entry::getKey);
  }

  private boolean beginNext(int partition) {
    AtomicBoolean begun = new AtomicBoolean();
    try {
      partitions.computeIfPresent(
          partition,
          (same, lane) -> {
            Map.Entry<Long, Waiting> next = lane.waiting().firstEntry();
            if (next != null && hasRoom(next.getValue().value().length)) {
              lane.waiting().remove(next.getKey());
              begun.set(true);
              begin(lane, next.getValue());
            }
            return lane;
          });
    } catch (RejectedExecutionException closed) {
      // Its turn will not come any more, or it is read then.
      return false;
    }
    return begun.get();
  }

  private void read(RawRecord record, byte[] value, CompletableFuture<T> future) {
    if (future.isDone()) {
      return;
    }
    try {
      future.complete(reading.ahead(record, value));
    } catch (ProcessingException | RuntimeException | Error failure) {
      future.completeExceptionally(failure);
    }
  }

  @Override
  public T read(RawRecord record, byte[] value) throws ProcessingException {
    Optional<Entry<T>> under = take(record);
    if (under.isEmpty()) {
      meters.missed();
      return reading.now(record, value);
    }
    meters.hit();
    return Encoder.await(under.get().future());
  }

  @Override
  public OptionalLong seen(RawRecord record) {
    return Optional.ofNullable(partitions.get(record.partition()))
        .map(lane -> lane.begun().get(record.offset()))
        .map(entry -> OptionalLong.of(entry.begun()))
        .orElse(OptionalLong.empty());
  }

  /**
   * Whether a record's turn may come without waiting: what was begun for it is done, or nothing
   * was.
   */
  boolean isReady(int partition, long offset) {
    return Optional.ofNullable(partitions.get(partition))
        .map(lane -> lane.begun().get(offset))
        .map(entry -> isReady(entry.future()))
        .orElse(true);
  }

  private boolean isReady(CompletableFuture<T> read) {
    return read.isCompletedExceptionally() || (read.isDone() && !reading.isUnderWay(read.join()));
  }

  private Optional<Entry<T>> take(RawRecord record) {
    Lane<T> lane = partitions.get(record.partition());
    if (lane == null) {
      return Optional.empty();
    }
    evict(lane, lane.begun().headMap(record.offset(), false));
    lane.waiting().headMap(record.offset(), false).clear();
    Optional<Entry<T>> entry = Optional.ofNullable(lane.begun().remove(record.offset()));
    entry.ifPresent(taken -> release(lane, taken));
    if (lane.waiting().remove(record.offset()) != null && entry.isEmpty()) {
      meters.skipped();
    }
    refill();
    return entry;
  }

  @Override
  public void forget(int partition) {
    Lane<T> lane = partitions.remove(partition);
    if (lane != null) {
      evict(lane, lane.begun());
      refill();
    }
  }

  private void evict(Lane<T> lane, NavigableMap<Long, Entry<T>> entries) {
    for (Map.Entry<Long, Entry<T>> left = entries.pollFirstEntry();
        left != null;
        left = entries.pollFirstEntry()) {
      release(lane, left.getValue());
      left.getValue().future().cancel(false);
      meters.evicted();
    }
  }

  private void release(Lane<T> lane, Entry<T> entry) {
    bytes.addAndGet(-entry.size());
    records.decrementAndGet();
    lane.underWay().decrementAndGet();
  }

  /** Who waits still is told that nothing will come. */
  void close() {
    for (Lane<T> lane : partitions.values()) {
      lane.waiting().clear();
      lane.begun()
          .values()
          .forEach(entry -> entry.future().completeExceptionally(new EncoderClosedException()));
    }
  }
}
