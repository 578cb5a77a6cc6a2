package io.clipstreams.index.feed;

import io.clipstreams.index.WritableIndex;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** Makes what was written visible and lasting, each as often as it is wanted. */
final class IndexPace {
  /** How often what is new is made visible. */
  private static final Duration REFRESH = Duration.ofMillis(500);

  /**
   * The same while many records wait: each time makes a segment, and segments have to be merged.
   */
  private static final Duration REFRESH_BEHIND = Duration.ofSeconds(20);

  private final WritableIndex index;
  private final Duration commitInterval;
  private final Supplier<Map<String, String>> notes;
  private long refreshed = System.nanoTime();
  private long committed = refreshed;
  private boolean unseen;
  private boolean uncommitted;

  /**
   * @param index what is written
   * @param commitInterval how often it is committed
   * @param notes what is true of it when it is
   */
  IndexPace(WritableIndex index, Duration commitInterval, Supplier<Map<String, String>> notes) {
    this.index = index;
    this.commitInterval = commitInterval;
    this.notes = notes;
  }

  void changed() {
    unseen = true;
    uncommitted = true;
  }

  /** Whether all that was written can be seen. */
  boolean allSeen() {
    return !unseen;
  }

  /**
   * Does what is due.
   *
   * @param farBehind whether many records wait
   */
  void keep(boolean farBehind) {
    long now = System.nanoTime();
    if (unseen && now - refreshed >= (farBehind ? REFRESH_BEHIND : REFRESH).toNanos()) {
      index.refresh();
      unseen = false;
      refreshed = now;
    }
    if (uncommitted && now - committed >= commitInterval.toNanos()) {
      commit();
    }
  }

  void commit() {
    if (uncommitted) {
      index.commit(notes.get());
      uncommitted = false;
    }
    committed = System.nanoTime();
  }
}
