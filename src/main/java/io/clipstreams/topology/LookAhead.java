package io.clipstreams.topology;

import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.Encoder;
import io.clipstreams.inference.EncoderClosedException;
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
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads one topic's records before their turn. What it did not come to, or had no room for, is read
 * when its turn comes: it changes when work is done, never what comes of it.
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
  private final Map<Integer, NavigableMap<Long, Entry<T>>> partitions = new ConcurrentHashMap<>();
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

  /** Begins to read a record, if there is room; returns at once. */
  void offer(RawRecord record, byte[] value) {
    NavigableMap<Long, Entry<T>> partition =
        partitions.computeIfAbsent(record.partition(), p -> new ConcurrentSkipListMap<>());
    if (partition.containsKey(record.offset())) {
      return;
    }
    if (!hasRoom(value.length)) {
      meters.skipped();
      return;
    }
    Entry<T> entry = new Entry<>(new CompletableFuture<>(), value.length, System.nanoTime());
    partition.put(record.offset(), entry);
    bytes.addAndGet(entry.size());
    records.incrementAndGet();
    try {
      threads.execute(() -> read(record, value, entry.future()));
    } catch (RejectedExecutionException closed) {
      partition.remove(record.offset());
      release(entry);
      throw closed;
    }
  }

  private boolean hasRoom(int size) {
    long under = records.get();
    return under == 0 || (under < maxRecords && bytes.get() + size <= maxBytes);
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
        .map(entries -> entries.get(record.offset()))
        .map(entry -> OptionalLong.of(entry.begun()))
        .orElse(OptionalLong.empty());
  }

  private Optional<Entry<T>> take(RawRecord record) {
    NavigableMap<Long, Entry<T>> partition = partitions.get(record.partition());
    if (partition == null) {
      return Optional.empty();
    }
    evict(partition.headMap(record.offset(), false));
    Entry<T> entry = partition.remove(record.offset());
    if (entry == null) {
      return Optional.empty();
    }
    release(entry);
    return Optional.of(entry);
  }

  @Override
  public void forget(int partition) {
    NavigableMap<Long, Entry<T>> entries = partitions.remove(partition);
    if (entries != null) {
      evict(entries);
    }
  }

  private void evict(NavigableMap<Long, Entry<T>> entries) {
    for (Map.Entry<Long, Entry<T>> left = entries.pollFirstEntry();
        left != null;
        left = entries.pollFirstEntry()) {
      release(left.getValue());
      left.getValue().future().cancel(false);
      meters.evicted();
    }
  }

  private void release(Entry<T> entry) {
    bytes.addAndGet(-entry.size());
    records.decrementAndGet();
  }

  /** Who waits still is told that nothing will come. */
  void close() {
    for (NavigableMap<Long, Entry<T>> partition : partitions.values()) {
      partition
          .values()
          .forEach(entry -> entry.future().completeExceptionally(new EncoderClosedException()));
    }
  }
}
