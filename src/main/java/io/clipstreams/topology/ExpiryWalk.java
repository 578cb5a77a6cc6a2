package io.clipstreams.topology;

import io.clipstreams.topology.state.Fingerprint;
import io.clipstreams.topology.state.WalkProgress;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Looks through a store again and again, in small steps, for entries that have not changed for too
 * long.
 *
 * @param <V> the entries' type
 */
final class ExpiryWalk<V> {
  /** How often a step is to be taken. */
  static final Duration INTERVAL = Duration.ofSeconds(1);

  /** A tenth of a thread's time at most. */
  private static final StoreWalk.Pace PACE = new StoreWalk.Pace(2_000, Duration.ofMillis(100));

  private static final String WALK = "expiry";
  private static final int ROUNDS = 24;

  private final StoreWalk<V> walk;
  private final Duration ttl;
  private final Function<V, OptionalLong> changed;
  private OptionalLong round = OptionalLong.empty();

  /**
   * @param entries the store
   * @param progress keeps how far walks have come
   * @param ttl how old an entry may be
   * @param changed when an entry changed last, in milliseconds since the epoch, if that is known
   */
  ExpiryWalk(
      KeyValueStore<String, V> entries,
      KeyValueStore<String, WalkProgress> progress,
      Duration ttl,
      Function<V, OptionalLong> changed) {
    this.walk = new StoreWalk<>(WALK, entries, progress, PACE);
    this.ttl = Objects.requireNonNull(ttl, "ttl");
    this.changed = Objects.requireNonNull(changed, "changed");
  }

  /** Takes a step; a round that is not over is not given up for the next. */
  void step(long now, StoreWalk.Visitor<V> expired) {
    if (round.isEmpty() || walk.isDone(goal(round.getAsLong()))) {
      round = OptionalLong.of(now / Math.max(1, ttl.toMillis() / ROUNDS));
    }
    walk.step(
        goal(round.getAsLong()),
        (key, value) -> {
          OptionalLong last = changed.apply(value);
          if (last.isPresent() && now - last.getAsLong() >= ttl.toMillis()) {
            expired.visit(key, value);
          }
        });
  }

  private static Fingerprint goal(long round) {
    return Fingerprint.of(out -> out.writeLong(round));
  }
}
