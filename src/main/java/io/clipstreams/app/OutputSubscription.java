package io.clipstreams.app;

import io.clipstreams.web.api.EventFeed;
import io.clipstreams.web.api.EventFeed.EndedException;
import io.clipstreams.web.api.EventFeed.Event;
import io.clipstreams.web.api.EventFeed.Kind;
import io.clipstreams.web.api.EventFeed.Lost;
import io.clipstreams.web.api.EventFeed.Published;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;

/**
 * One client's way through the outputs: what is replayed, what it missed, what comes. It knows its
 * own next offset in each partition, so that nothing comes twice where topics and ring overlap.
 */
final class OutputSubscription implements EventFeed.Subscription {
  /** What a client that does not read holds up: as much for each of them. */
  private static final EventRing.Bounds AT_ONCE = new EventRing.Bounds(100, 256 << 10);

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final OutputTail tail;
  private final EventRing ring;
  private final Semaphore places;
  private final Set<Kind> kinds;
  private final EventPositions position;
  private Optional<Start> start;
  private Optional<MissedOutputs> missed = Optional.empty();
  private long number;
  private boolean following = true;

  /**
   * What comes first.
   *
   * @param replayed the latest of each kind
   * @param unreadable whether the client named an event by an id that says nothing
   */
  record Start(List<OutputFeed.Replayed> replayed, boolean unreadable) {}

  /**
   * @param tail makes consumers and events; was joined, and is left with {@link #close}
   * @param ring holds the latest events
   * @param places how many may read topics at a time
   * @param kinds which events
   * @param begin where it begins
   * @param start what comes first
   */
  OutputSubscription(
      OutputTail tail,
      EventRing ring,
      Semaphore places,
      Set<Kind> kinds,
      EventPositions begin,
      Start start) {
    this.tail = Objects.requireNonNull(tail, "tail");
    this.ring = Objects.requireNonNull(ring, "ring");
    this.places = Objects.requireNonNull(places, "places");
    this.kinds = Set.copyOf(kinds);
    this.position = begin.copy();
    this.start = Optional.of(start);
  }

  @Override
  public List<Event> next(Duration patience) throws EndedException, InterruptedException {
    if (start.isPresent()) {
      return first(start.get());
    }
    if (missed.isPresent()) {
      return fromTopics(missed.get());
    }
    return fromRing(patience);
  }

  @Override
  public String position() {
    return position.text();
  }

  private List<Event> first(Start first) throws EndedException, InterruptedException {
    start = Optional.empty();
    List<Event> events = new ArrayList<>();
    if (first.unreadable()) {
      events.add(new Lost(position.text(), "the last event's id is of other topics, or none"));
    }
    for (OutputFeed.Replayed replayed : first.replayed()) {
      events.add(new Published(position.text(), replayed.kind(), replayed.json()));
    }
    EventRing.Place end = ring.end();
    // A position beyond what was seen here is another instance's, or of a topic that was made anew.
    EventRing.Place place = end.position().reaches(position) ? ring.placeFor(position) : end;
    place(place).ifPresent(lost -> events.add(new Lost(position.text(), lost)));
    return events;
  }

  /** Goes on in the ring, or before it in the topics; says what is lost. */
  private Optional<String> place(EventRing.Place place)
      throws EndedException, InterruptedException {
    number = place.number();
    if (place.position().reaches(position) && position.reaches(place.position())) {
      return Optional.empty();
    }
    if (!places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new EndedException("too many clients read what they missed at a time");
    }
    try {
      MissedOutputs outputs = MissedOutputs.open(tail, position, place.position());
      missed = Optional.of(outputs);
      return outputs.lost();
    } catch (KafkaException failure) {
      places.release();
      throw new EndedException("what was missed cannot be read", failure);
    }
  }

  private List<Event> fromTopics(MissedOutputs outputs)
      throws EndedException, InterruptedException {
    List<Event> events = new ArrayList<>();
    try {
      outputs.poll().forEach(event -> take(event, events));
    } catch (KafkaException failure) {
      throw new EndedException("what was missed cannot be read", failure);
    }
    if (outputs.done()) {
      outputs.finish(position);
      endMissed();
      // The ring may have run away meanwhile: then there is more to be read.
      place(ring.placeFor(position)).ifPresent(lost -> events.add(new Lost(position.text(), lost)));
    }
    return events;
  }

  private List<Event> fromRing(Duration patience) throws EndedException, InterruptedException {
    EventRing.Reading reading = ring.read(number, AT_ONCE, patience);
    if (reading instanceof EventRing.Reading.Ended ended) {
      throw new EndedException(
          ended.reason() == EventRing.End.CLOSED
              ? "the server stops"
              : "the client reads more slowly than events come");
    }
    EventRing.Reading.Events read = (EventRing.Reading.Events) reading;
    number = read.next();
    List<Event> events = new ArrayList<>();
    read.events().forEach(event -> take(event, events));
    return events;
  }

  private void take(OutputEvent event, List<Event> events) {
    if (event.offset() < position.next(event.partition())) {
      return;
    }
    position.advance(event.partition(), event.offset() + 1);
    if (kinds.contains(event.kind())) {
      events.add(new Published(position.text(), event.kind(), event.json().get()));
    }
  }

  private void endMissed() {
    Optional<MissedOutputs> ended = missed;
    missed = Optional.empty();
    ended.ifPresent(
        outputs -> {
          try (outputs) {
            places.release();
          }
        });
  }

  @Override
  public void close() {
    try {
      endMissed();
    } finally {
      if (following) {
        following = false;
        tail.leave();
      }
    }
  }
}
