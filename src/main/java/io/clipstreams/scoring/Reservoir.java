package io.clipstreams.scoring;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A bounded sample of recent pairs: the {@code size} pairs with the smallest hash(seed, captionId)
 * among the recent ones. Recent are the pairs of the running generation and of the one before it; a
 * generation is {@code window} pairs. So a pair is remembered for one to two windows, and since a
 * generation keeps no more than {@code size} pairs of its own, at most twice that many are held.
 *
 * <p>The same pairs in the same order give the same sample, whether or not it was stored and
 * restored in between. Not safe for use by several threads.
 */
public final class Reservoir {
  /** A generation is this many times the size: late enough that most pairs need not be stored. */
  private static final int WINDOW_PER_SIZE = 8;

  private final int size;
  private final long window;
  private final long seed;
  private final PairBlock sample;
  private final NavigableMap<Place, Held> held = new TreeMap<>();
  private final NavigableSet<Place> current = new TreeSet<>();
  private long generation;
  private long seen;

  /**
   * @param size how many pairs the sample has at most, at least 1
   * @param seed another seed draws another sample
   * @throws IllegalArgumentException if the size is less than 1
   */
  public Reservoir(int size, long seed) {
    if (size < 1) {
      throw new IllegalArgumentException("a reservoir of " + size + " pairs holds nothing");
    }
    this.size = size;
    this.window = (long) WINDOW_PER_SIZE * size;
    this.seed = seed;
    this.sample = new PairBlock(size);
  }

  /**
   * A pair that is held, and since which generation.
   *
   * @param generation in which it came
   * @param pair the pair
   */
  public record Held(long generation, ReferencePair pair) {}

  /**
   * How far it has come.
   *
   * @param generation the running one
   * @param seen pairs in it so far
   */
  public record Position(long generation, long seen) {
    /** Before the first pair. */
    public static final Position START = new Position(0, 0);
  }

  /**
   * What an offer changed, for who stores it.
   *
   * @param held whether the pair offered is held now
   * @param dropped ids of captions whose pairs are no longer held
   */
  public record Change(boolean held, List<String> dropped) {
    public Change {
      dropped = List.copyOf(dropped);
    }
  }

  /** Takes up where another one was. */
  public void restore(Position position, Collection<Held> pairs) {
    generation = position.generation();
    seen = position.seen();
    held.clear();
    current.clear();
    for (Held one : pairs) {
      Place place = place(one.pair().captionId());
      held.put(place, one);
      if (one.generation() == generation) {
        current.add(place);
      }
    }
    refresh();
  }

  /** How far it has come. */
  public Position position() {
    return new Position(generation, seen);
  }

  /** How many pairs the sample has. */
  public int fill() {
    return sample.size();
  }

  /**
   * One more pair has been seen. A pair whose caption is held already takes its place.
   *
   * @return what changed of the pairs held
   */
  public Change offer(ReferencePair pair) {
    List<String> dropped = seen == window ? nextGeneration() : new ArrayList<>();
    seen++;
    Place place = place(pair.captionId());
    boolean kept = hasRoom(place);
    if (kept) {
      held.put(place, new Held(generation, pair));
      current.add(place);
      dropped.remove(pair.captionId());
      if (current.size() > size) {
        Place last = current.pollLast();
        held.remove(last);
        dropped.add(last.captionId());
      }
    }
    if (kept || !dropped.isEmpty()) {
      refresh();
    }
    return new Change(kept, dropped);
  }

  private List<String> nextGeneration() {
    List<String> dropped = new ArrayList<>();
    held.keySet()
        .removeIf(
            place -> {
              boolean old = !current.contains(place);
              if (old) {
                dropped.add(place.captionId());
              }
              return old;
            });
    current.clear();
    seen = 0;
    generation++;
    return dropped;
  }

  private boolean hasRoom(Place place) {
    return current.size() < size || current.contains(place) || place.compareTo(current.last()) < 0;
  }

  /**
   * A caption was deleted: its pair is held no longer.
   *
   * @return whether it was held
   */
  public boolean forget(String captionId) {
    Place place = place(captionId);
    boolean known = held.remove(place) != null;
    if (known) {
      current.remove(place);
      refresh();
    }
    return known;
  }

  /**
   * The sample, for one pair.
   *
   * @param captionId the id of the pair's caption, which does not count
   * @param imageId the id of the pair's image, which does not count
   */
  public References without(String captionId, String imageId) {
    return new References(sample, captionId, imageId);
  }

  /** Brings the sample up to date; mostly one pair comes and one goes. */
  private void refresh() {
    Map<String, ReferencePair> due = new HashMap<>();
    held.values().stream().limit(size).forEach(one -> due.put(one.pair().captionId(), one.pair()));
    List<String> gone = new ArrayList<>();
    for (int slot = 0; slot < sample.size(); slot++) {
      ReferencePair pair = sample.pair(slot);
      if (pair.equals(due.get(pair.captionId()))) {
        due.remove(pair.captionId());
      } else {
        gone.add(pair.captionId());
      }
    }
    gone.forEach(sample::remove);
    due.values().forEach(sample::put);
  }

  private Place place(String captionId) {
    return new Place(SeededHash.of(seed, captionId), captionId);
  }

  /** Where a caption stands in the order of its hash. */
  private record Place(long hash, String captionId) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byHash = Long.compareUnsigned(hash, other.hash);
      return byHash == 0 ? captionId.compareTo(other.captionId) : byHash;
    }
  }
}
