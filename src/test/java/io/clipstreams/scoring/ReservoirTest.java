package io.clipstreams.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ReservoirTest {
  private static final int SIZE = 5;
  private static final int WINDOW = 8 * SIZE;

  private final RandomPairs random = new RandomPairs(1, 8);
  private final float[] image = random.vector();
  private final float[] caption = random.vector();

  /** What a store would hold if it wrote down the changes. */
  private final Map<String, Reservoir.Held> stored = new HashMap<>();

  @Test
  void holdsTheSmallestHashesOfTheRecent() {
    Reservoir reservoir = new Reservoir(SIZE, 7);
    List<ReferencePair> pairs = random.pairs(WINDOW);
    pairs.forEach(pair -> offer(reservoir, pair));
    List<String> smallest =
        pairs.stream()
            .map(ReferencePair::captionId)
            .sorted((a, b) -> Long.compareUnsigned(SeededHash.of(7, a), SeededHash.of(7, b)))
            .limit(SIZE)
            .toList();
    assertThat(stored.keySet()).containsExactlyInAnyOrderElementsOf(smallest);
    assertThat(reservoir.fill()).isEqualTo(SIZE);
  }

  @Test
  void forgetsWhatIsOldAndStaysBounded() {
    Reservoir reservoir = new Reservoir(SIZE, 7);
    int most = 0;
    for (int i = 0; i < 5 * WINDOW; i++) {
      offer(reservoir, random.pair("c" + i, "i" + i));
      most = Math.max(most, stored.size());
      assertThat(reservoir.fill()).isEqualTo(Math.min(SIZE, i + 1));
    }
    assertThat(most).isBetween(SIZE + 1, 2 * SIZE);
    assertThat(stored.keySet())
        .allSatisfy(
            id -> assertThat(Integer.parseInt(id.substring(1))).isGreaterThanOrEqualTo(3 * WINDOW));
  }

  @Test
  void mostPairsNeedNotBeStored() {
    Reservoir reservoir = new Reservoir(64, 7);
    int held = 0;
    int pairs = 20 * 64 * 8;
    for (int i = 0; i < pairs; i++) {
      held += reservoir.offer(random.pair("c" + i, "i" + i)).held() ? 1 : 0;
    }
    assertThat((double) held / pairs).isBetween(0.3, 0.45);
  }

  @Test
  void restoredItGoesOnAsIfNothingHadHappened() {
    List<ReferencePair> pairs = new ArrayList<>(random.pairs(3 * WINDOW));
    // Captions that come again, some of them after they were dropped.
    pairs.addAll(List.copyOf(pairs.subList(WINDOW / 2, WINDOW)));
    Reservoir straight = new Reservoir(SIZE, 3);
    Reservoir interrupted = new Reservoir(SIZE, 3);
    for (int i = 0; i < pairs.size(); i++) {
      straight.offer(pairs.get(i));
      if (i % 7 == 0) {
        Reservoir next = new Reservoir(SIZE, 3);
        next.restore(interrupted.position(), stored.values());
        interrupted = next;
      }
      offer(interrupted, pairs.get(i));
      assertThat(judged(interrupted)).isEqualTo(judged(straight));
      assertThat(interrupted.position()).isEqualTo(straight.position());
    }
  }

  private MatchResult judged(Reservoir reservoir) {
    SimilarityPolicy similarity = new SimilarityPolicy(OptionalDouble.empty(), 0);
    return new ContrastPolicy(0.5, 0, similarity, 2)
        .judge(image, caption, reservoir.without("own", "own"));
  }

  @Test
  void anotherSeedHoldsOthersAndTheSameSeedTheSame() {
    Reservoir one = new Reservoir(SIZE, 1);
    Reservoir other = new Reservoir(SIZE, 2);
    Reservoir again = new Reservoir(SIZE, 1);
    for (ReferencePair pair : random.pairs(WINDOW)) {
      one.offer(pair);
      other.offer(pair);
      again.offer(pair);
    }
    assertThat(judged(one)).isNotEqualTo(judged(other)).isEqualTo(judged(again));
  }

  @Test
  void aCaptionIsHeldOnceAndCanBeForgotten() {
    Reservoir reservoir = new Reservoir(SIZE, 7);
    offer(reservoir, random.pair("c", "i1"));
    offer(reservoir, random.pair("c", "i2"));
    assertThat(reservoir.fill()).isEqualTo(1);
    assertThat(stored.get("c").pair().imageId()).isEqualTo("i2");
    assertThat(reservoir.forget("c")).isTrue();
    assertThat(reservoir.forget("c")).isFalse();
    assertThat(reservoir.fill()).isZero();
  }

  @Test
  void refusesToHoldNothing() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Reservoir(0, 1));
  }

  private void offer(Reservoir reservoir, ReferencePair pair) {
    Reservoir.Change change = reservoir.offer(pair);
    if (change.held()) {
      stored.put(pair.captionId(), new Reservoir.Held(reservoir.position().generation(), pair));
    }
    change.dropped().forEach(stored::remove);
  }
}
