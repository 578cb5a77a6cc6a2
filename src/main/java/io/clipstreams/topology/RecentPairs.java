package io.clipstreams.topology;

import io.clipstreams.scoring.ReferencePair;
import io.clipstreams.scoring.References;
import io.clipstreams.scoring.Reservoir;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The recent pairs of a task, in memory and in its store. A pair is written once, if it enters the
 * sample at all, which most do not.
 */
final class RecentPairs {
  private final Reservoir reservoir;
  private final KeyValueStore<String, Reservoir.Held> store;

  /**
   * @param reservoir an empty one
   * @param store what it held, by captionId
   * @param position where it was
   */
  RecentPairs(
      Reservoir reservoir,
      KeyValueStore<String, Reservoir.Held> store,
      Reservoir.Position position) {
    this.reservoir = Objects.requireNonNull(reservoir, "reservoir");
    this.store = Objects.requireNonNull(store, "store");
    reservoir.restore(position, all(store));
  }

  private static List<Reservoir.Held> all(KeyValueStore<String, Reservoir.Held> store) {
    List<Reservoir.Held> held = new ArrayList<>();
    try (KeyValueIterator<String, Reservoir.Held> entries = store.all()) {
      entries.forEachRemaining(entry -> held.add(entry.value));
    }
    return held;
  }

  /** One more pair has been seen. */
  void see(ReferencePair pair) {
    Reservoir.Change change = reservoir.offer(pair);
    change.dropped().forEach(store::delete);
    if (change.held()) {
      store.put(pair.captionId(), new Reservoir.Held(reservoir.position().generation(), pair));
    }
  }

  /** Whether the pair of a caption is held. */
  boolean holds(String captionId) {
    return store.get(captionId) != null;
  }

  /** A caption was deleted. */
  void forget(String captionId) {
    if (reservoir.forget(captionId)) {
      store.delete(captionId);
    }
  }

  /** How many pairs there are to judge by. */
  int fill() {
    return reservoir.fill();
  }

  /** How far it has come. */
  Reservoir.Position position() {
    return reservoir.position();
  }

  /** Those to judge one pair by. */
  References without(String captionId, String imageId) {
    return reservoir.without(captionId, imageId);
  }
}
