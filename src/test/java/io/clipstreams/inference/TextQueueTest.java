package io.clipstreams.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.model.text.Tokens;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextQueueTest {
  private static TextQueue.Waiting text(int length) {
    return new TextQueue.Waiting(new Tokens(new long[length], length), new NoRow(), 0);
  }

  private static final class NoRow implements Row {
    @Override
    public WorkId id() {
      return WorkId.of("");
    }

    @Override
    public void embedded(float[] vector) {}

    @Override
    public void failed(Throwable failure) {}
  }

  private static List<Integer> lengths(List<TextQueue.Waiting> batch) {
    return batch.stream().map(TextQueue.Waiting::length).toList();
  }

  @Test
  void textsOfLikeLengthGoTogether() {
    TextQueue queue = new TextQueue(77 * 8);
    for (int i = 0; i < 10; i++) {
      queue.add(text(8));
      queue.add(text(70));
    }
    assertThat(lengths(queue.take(Integer.MAX_VALUE))).hasSize(10).containsOnly(8);
    assertThat(lengths(queue.take(Integer.MAX_VALUE))).hasSize(8).containsOnly(70);
    assertThat(lengths(queue.take(Integer.MAX_VALUE))).hasSize(2).containsOnly(70);
    assertThat(queue.size()).isZero();
  }

  @Test
  void theTextThatWaitsLongestIsAlwaysInTheBatch() {
    TextQueue queue = new TextQueue(100);
    TextQueue.Waiting oldest = text(77);
    queue.add(oldest);
    for (int i = 0; i < 50; i++) {
      queue.add(text(5));
    }
    assertThat(queue.take(Integer.MAX_VALUE)).containsExactly(oldest);
  }

  @Test
  void aTextLongerThanTheBatchGoesAlone() {
    TextQueue queue = new TextQueue(10);
    queue.add(text(20));
    queue.add(text(20));
    assertThat(lengths(queue.take(Integer.MAX_VALUE))).containsExactly(20);
  }

  @Test
  void aBatchHasNoMoreTextsThanItsShare() {
    TextQueue queue = new TextQueue(77 * 8);
    for (int i = 0; i < 10; i++) {
      queue.add(text(8));
    }
    assertThat(queue.take(5)).hasSize(5);
    assertThat(queue.take(5)).hasSize(5);
    assertThat(queue.size()).isZero();
  }

  @Test
  void noTextIsLostOrTakenTwiceAndNoBatchIsTooLarge() {
    Random random = new Random(5);
    for (int round = 0; round < 200; round++) {
      int most = 1 + random.nextInt(300);
      TextQueue queue = new TextQueue(most);
      IdentityHashMap<TextQueue.Waiting, Boolean> waiting = new IdentityHashMap<>();
      List<TextQueue.Waiting> order = new ArrayList<>();
      for (int i = random.nextInt(100); i >= 0; i--) {
        TextQueue.Waiting text = text(2 + random.nextInt(76));
        waiting.put(text, true);
        order.add(text);
        queue.add(text);
      }
      while (queue.size() > 0) {
        TextQueue.Waiting oldest = order.stream().filter(waiting::containsKey).findFirst().get();
        List<TextQueue.Waiting> batch = queue.take(Integer.MAX_VALUE);
        assertThat(batch).contains(oldest);
        int longest = batch.stream().mapToInt(TextQueue.Waiting::length).max().orElseThrow();
        assertThat(batch.size() == 1 || longest * batch.size() <= most).isTrue();
        batch.forEach(text -> assertThat(waiting.remove(text)).isTrue());
      }
      assertThat(waiting).isEmpty();
    }
  }
}
