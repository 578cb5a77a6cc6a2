package io.clipstreams.inference;

import io.clipstreams.model.text.Tokens;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Texts that wait for the model. A batch holds the text that waits longest and, among the others,
 * those of like length, since all are filled up to the longest. Guarded by its {@link BatchQueue}.
 */
final class TextQueue {
  /** Only so many are looked at for a batch: sorting more would cost more than padding does. */
  private static final int WINDOW = 512;

  /** What a run costs beside its tokens, in tokens: about that with ViT-B/32 on a CPU. */
  private static final double RUN_COST = 40;

  private final int maxTokens;
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  /** Batches of that many tokens at most, padding included. */
  TextQueue(int maxTokens) {
    this.maxTokens = maxTokens;
  }

  /**
   * A text that waits.
   *
   * @param tokens it
   * @param row who waits for it
   * @param since when it came, in nanoseconds
   */
  record Waiting(Tokens tokens, Row row, long since) {
    int length() {
      return tokens.ids().length;
    }
  }

  void add(Waiting text) {
    waiting.add(text);
  }

  int size() {
    return waiting.size();
  }

  /**
   * Takes a batch; there must be a text.
   *
   * @param mostTexts it has no more
   */
  List<Waiting> take(int mostTexts) {
    Waiting oldest = waiting.getFirst();
    List<Waiting> window = new ArrayList<>(waiting.stream().limit(WINDOW).toList());
    window.sort(Comparator.comparingInt(Waiting::length));
    List<Waiting> batch = leastPadded(window, oldest, mostTexts);
    if (batch.size() == waiting.size()) {
      waiting.clear();
    } else {
      Set<Waiting> taken = Collections.newSetFromMap(new IdentityHashMap<>());
      taken.addAll(batch);
      waiting.removeIf(taken::contains);
    }
    return batch;
  }

  List<Waiting> takeAll() {
    List<Waiting> all = List.copyOf(waiting);
    waiting.clear();
    return all;
  }

  /**
   * Of the runs of neighbours that hold the oldest and fit, the one that does most for its cost.
   */
  private List<Waiting> leastPadded(List<Waiting> sorted, Waiting oldest, int mostTexts) {
    int place = sorted.indexOf(oldest);
    int bestFrom = place;
    int bestTo = place + 1;
    double best = 0;
    long upToPlace = 0;
    for (int to = place + 1; to <= sorted.size(); to++) {
      upToPlace += sorted.get(to - 1).length();
      int longest = sorted.get(to - 1).length();
      int most = Math.max(1, Math.min(mostTexts, maxTokens / longest));
      long useful = upToPlace;
      for (int from = place; from >= 0 && to - from <= most; from--) {
        useful += from < place ? sorted.get(from).length() : 0;
        double worth = useful / (RUN_COST + (to - from) * (double) longest);
        if (worth > best) {
          best = worth;
          bestFrom = from;
          bestTo = to;
        }
      }
    }
    return List.copyOf(sorted.subList(bestFrom, bestTo));
  }
}
