package io.clipstreams.app;

import io.clipstreams.web.ProblemException;
import io.clipstreams.web.api.EventFeed;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;

/** The outputs as the HTTP API's events: the ring for who is there, the topics for who was away. */
final class OutputFeed implements EventFeed {
  private static final int READING_TOPICS_AT_ONCE = 4;

  /** The first client waits for the broker. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final OutputTail tail;
  private final BiFunction<Wish, EventPositions, List<Replayed>> replays;
  private final Semaphore places = new Semaphore(READING_TOPICS_AT_ONCE, true);

  /**
   * @param tail follows the outputs
   * @param replays gives the latest of each kind, oldest first, if it can all before a position
   */
  OutputFeed(OutputTail tail, BiFunction<Wish, EventPositions, List<Replayed>> replays) {
    this.tail = Objects.requireNonNull(tail, "tail");
    this.replays = Objects.requireNonNull(replays, "replays");
  }

  /**
   * What is shown again.
   *
   * @param kind what it is about
   * @param json what a client gets
   */
  record Replayed(Kind kind, String json) {}

  @Override
  public Subscription follow(Wish wish) {
    EventRing ring = join();
    try {
      return subscription(wish, ring);
    } catch (RuntimeException | Error refused) {
      tail.leave();
      throw refused;
    }
  }

  private EventRing join() {
    try {
      return tail.join(PATIENCE)
          .orElseThrow(
              () ->
                  ProblemException.unavailable(
                      "the outputs cannot be followed yet; try again", null));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw ProblemException.unavailable("the server stops", stopped);
    }
  }

  private Subscription subscription(Wish wish, EventRing ring) {
    EventPositions now = ring.end().position();
    Optional<EventPositions> after =
        wish.after().flatMap(id -> EventPositions.parse(id, now.partitions()));
    boolean unreadable = wish.after().isPresent() && after.isEmpty();
    EventPositions begin = after.orElse(now);
    // What comes after the position was taken may be replayed, too: it comes twice, not never.
    List<Replayed> replayed = wish.replay() > 0 ? replays.apply(wish, begin) : List.of();
    return new OutputSubscription(
        tail,
        ring,
        places,
        wish.kinds(),
        begin,
        new OutputSubscription.Start(replayed, unreadable));
  }
}
