package io.clipstreams.topology;

import io.clipstreams.topology.state.Fingerprint;
import io.clipstreams.topology.state.WalkProgress;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Visits all entries of a store, some at each step, so that the stream goes on between. How far it
 * has come is kept in a store beside it and so is part of the same transaction: after a restart or
 * a rebalance the walk goes on where it was.
 *
 * <p>Entries may change, come and go while it walks. One that is there all the time is visited at
 * least once; one that comes meanwhile may not be visited: whoever makes it must make it to the
 * goal.
 *
 * @param <V> the entries' type
 */
final class StoreWalk<V> {
  private final String name;
  private final KeyValueStore<String, V> entries;
  private final KeyValueStore<String, WalkProgress> progress;
  private final Pace pace;
  private final LongSupplier nanoClock;

  /**
   * A walk.
   *
   * @param name under which its progress is kept; one a walk
   * @param entries what is visited
   * @param progress keeps how far walks have come
   * @param pace how much is done at a step
   */
  StoreWalk(
      String name,
      KeyValueStore<String, V> entries,
      KeyValueStore<String, WalkProgress> progress,
      Pace pace) {
    this(name, entries, progress, pace, System::nanoTime);
  }

  StoreWalk(
      String name,
      KeyValueStore<String, V> entries,
      KeyValueStore<String, WalkProgress> progress,
      Pace pace,
      LongSupplier nanoClock) {
    this.name = Objects.requireNonNull(name, "name");
    this.entries = Objects.requireNonNull(entries, "entries");
    this.progress = Objects.requireNonNull(progress, "progress");
    this.pace = Objects.requireNonNull(pace, "pace");
    this.nanoClock = Objects.requireNonNull(nanoClock, "nanoClock");
  }

  /**
   * How much is done at a step: whichever ends first; at least one entry is visited.
   *
   * @param most how many entries
   * @param time for how long
   */
  record Pace(int most, Duration time) {
    Pace {
      if (most < 1) {
        throw new IllegalArgumentException("a step of " + most + " entries goes nowhere");
      }
    }
  }

  /** What is done with an entry; it may change the store. */
  @FunctionalInterface
  interface Visitor<V> {
    /** Visits. */
    void visit(String key, V value);
  }

  /** Whether the walk to a goal is over. */
  boolean isDone(Fingerprint goal) {
    return progress(goal).done();
  }

  /** Says that there is no need to walk to a goal. */
  void skipTo(Fingerprint goal) {
    progress.put(name, new WalkProgress(goal, Optional.empty(), true));
  }

  /**
   * Takes one step. A walk to another goal that is not over is given up.
   *
   * @param goal tells what the walk is for from what others were for
   * @return whether all entries have been visited
   */
  boolean step(Fingerprint goal, Visitor<V> visitor) {
    WalkProgress before = progress(goal);
    if (before.done()) {
      return true;
    }
    WalkProgress after = walk(before, visitor);
    progress.put(name, after);
    return after.done();
  }

  private WalkProgress progress(Fingerprint goal) {
    return Optional.ofNullable(progress.get(name))
        .filter(known -> known.goal().equals(goal))
        .orElseGet(() -> WalkProgress.beginning(goal));
  }

  private WalkProgress walk(WalkProgress from, Visitor<V> visitor) {
    long end = nanoClock.getAsLong() + pace.time().toNanos();
    String last = from.last().orElse(null);
    int visited = 0;
    try (KeyValueIterator<String, V> range = entries.range(last, null)) {
      while (range.hasNext()) {
        KeyValue<String, V> entry = range.next();
        if (entry.key.equals(last)) {
          continue;
        }
        if (visited > 0 && (visited == pace.most() || nanoClock.getAsLong() - end >= 0)) {
          return new WalkProgress(from.goal(), Optional.of(last), false);
        }
        visitor.visit(entry.key, entry.value);
        last = entry.key;
        visited++;
      }
    }
    return new WalkProgress(from.goal(), Optional.empty(), true);
  }
}
