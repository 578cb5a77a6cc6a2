package io.clipstreams.web.api;

import io.clipstreams.web.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What the stream publishes, as it comes. */
public interface EventFeed {
  /** What an event is about. */
  enum Kind {
    IMAGE,
    CAPTION,
    ALERT;

    /** Its name in an event. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What is to be followed.
   *
   * @param after the id of the last event that was seen; empty to begin now
   * @param kinds which events
   * @param replay how many of the latest of each kind come first
   */
  record Wish(Optional<String> after, Set<Kind> kinds, int replay) {
    public Wish {
      Objects.requireNonNull(after, "after");
      kinds = Set.copyOf(kinds);
    }
  }

  /** What comes. */
  sealed interface Event {
    /** Where to go on after it; opaque, on one line. */
    String id();
  }

  /**
   * A record was published.
   *
   * @param id where to go on after it
   * @param kind what it is about
   * @param json a {@link Change}
   */
  record Published(String id, Kind kind, String json) implements Event {}

  /**
   * Events that should have come now are not kept any more.
   *
   * @param id where to go on after it
   * @param reason why
   */
  record Lost(String id, String reason) implements Event {}

  /**
   * The data of an event.
   *
   * @param key the record's key
   * @param partition where it lies; unknown of one that is replayed
   * @param offset where it lies; unknown of one that is replayed
   * @param timestamp of the record
   * @param value an image, caption or alert; empty if it was deleted
   */
  record Change(
      String key,
      Optional<Integer> partition,
      Optional<Long> offset,
      Instant timestamp,
      Optional<Object> value) {
    public Change {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(timestamp, "timestamp");
    }
  }

  /**
   * Begins to follow.
   *
   * @throws ProblemException if it cannot be followed now
   */
  Subscription follow(Wish wish);

  /** One follower; for use by one thread. */
  interface Subscription extends AutoCloseable {
    /**
     * Waits for what comes next.
     *
     * @return empty if nothing came in this time
     * @throws EndedException if nothing will come any more
     * @throws InterruptedException if the thread is to end
     */
    List<Event> next(Duration patience) throws EndedException, InterruptedException;

    /** Where to go on after what was given so far, as {@link Event#id}. */
    String position();

    @Override
    void close();
  }

  /** The follower is to connect again. */
  final class EndedException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param reason why
     */
    public EndedException(String reason) {
      super(reason);
    }

    /**
     * @param reason why
     * @param cause what was thrown below
     */
    public EndedException(String reason, Throwable cause) {
      super(reason, cause);
    }
  }
}
