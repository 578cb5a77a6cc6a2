package io.clipstreams.app;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The latest events, which all followers read at their own pace. Who is slower than the ring is
 * long loses its place; nobody waits for it, and nothing is kept for it.
 */
final class EventRing {
  private final Bounds bounds;
  private final EventPositions oldest;
  private final EventPositions latest;
  private final Deque<OutputEvent> events = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** The number of the first event that is still there. */
  private long first;

  private long bytes;
  private boolean closed;

  /**
   * How much.
   *
   * @param events so many at most
   * @param bytes of records so many at most; one event is never too large
   */
  record Bounds(int events, long bytes) {
    Bounds {
      if (events < 1 || bytes < 1) {
        throw new IllegalArgumentException(
            "%d events of %d bytes are none".formatted(events, bytes));
      }
    }
  }

  /**
   * @param bounds how much is kept
   * @param begin where following begins
   */
  EventRing(Bounds bounds, EventPositions begin) {
    this.bounds = Objects.requireNonNull(bounds, "bounds");
    this.oldest = Objects.requireNonNull(begin, "begin").copy();
    this.latest = begin.copy();
  }

  /**
   * A place in the ring.
   *
   * @param number of the next event
   * @param position everything before it was added
   */
  record Place(long number, EventPositions position) {}

  /** Why nothing comes any more. */
  enum End {
    TOO_SLOW,
    CLOSED
  }

  /** What is read: events, or the end. */
  sealed interface Reading {
    record Events(List<OutputEvent> events, long next) implements Reading {}

    record Ended(End reason) implements Reading {}
  }

  void add(OutputEvent event) {
    lock.lock();
    try {
      events.addLast(event);
      bytes += event.bytes();
      latest.advance(event.partition(), event.offset() + 1);
      while (events.size() > bounds.events() || (bytes > bounds.bytes() && events.size() > 1)) {
        OutputEvent gone = events.removeFirst();
        bytes -= gone.bytes();
        oldest.advance(gone.partition(), gone.offset() + 1);
        first++;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The place after the latest event. */
  Place end() {
    lock.lock();
    try {
      return new Place(first + events.size(), latest.copy());
    } finally {
      lock.unlock();
    }
  }

  /**
   * The first place, if everything from a position on lies after it; else the last one: what is
   * between has to be read from the topics.
   */
  Place placeFor(EventPositions position) {
    lock.lock();
    try {
      return position.reaches(oldest) ? new Place(first, position.copy()) : end();
    } finally {
      lock.unlock();
    }
  }

  /** What lies at a place, at most so much; waits for it. */
  Reading read(long number, Bounds most, Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    lock.lockInterruptibly();
    try {
      while (!closed && number >= first + events.size() && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (closed) {
        return new Reading.Ended(End.CLOSED);
      }
      if (number < first) {
        return new Reading.Ended(End.TOO_SLOW);
      }
      List<OutputEvent> found = from(number - first, most);
      return new Reading.Events(found, number + found.size());
    } finally {
      lock.unlock();
    }
  }

  private List<OutputEvent> from(long skipped, Bounds most) {
    List<OutputEvent> found = new ArrayList<>();
    long size = 0;
    Iterator<OutputEvent> rest = events.stream().skip(skipped).iterator();
    while (rest.hasNext() && found.size() < most.events()) {
      OutputEvent event = rest.next();
      size += event.bytes();
      if (size > most.bytes() && !found.isEmpty()) {
        break;
      }
      found.add(event);
    }
    return found;
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
