package io.clipstreams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.junit.jupiter.api.Test;

class EarlyCommitTest {
  private static final Duration QUICK = Duration.ofMillis(4);
  private static final Duration SLOW = Duration.ofMillis(40);

  private final List<Running> running = new ArrayList<>();
  private final FakeMoments thread = new FakeMoments();
  private final EarlyCommit early = new EarlyCommit(thread, this::schedule, () -> thread.commits++);

  private record Running(Duration interval, Punctuator strike) {}

  private static final class FakeMoments implements IdleMoments {
    private Optional<Duration> next = Optional.empty();
    private boolean idle;
    private int commits;

    @Override
    public boolean take() {
      return idle;
    }

    @Override
    public Optional<Duration> next() {
      return next;
    }
  }

  private Cancellable schedule(Duration interval, PunctuationType type, Punctuator strike) {
    assertThat(type).isEqualTo(PunctuationType.WALL_CLOCK_TIME);
    Running clock = new Running(interval, strike);
    running.add(clock);
    return () -> running.remove(clock);
  }

  private void strike() {
    running.get(0).strike().punctuate(0);
  }

  private List<Duration> intervals() {
    return running.stream().map(Running::interval).toList();
  }

  @Test
  void commitsWhenTheThreadIsIdle() {
    thread.next = Optional.of(QUICK);
    early.isDue();
    early.isDue();
    assertThat(intervals()).as("one clock for all records").containsExactly(QUICK);
    strike();
    assertThat(thread.commits).as("it is not idle yet").isZero();
    assertThat(intervals()).containsExactly(QUICK);
    thread.idle = true;
    thread.next = Optional.empty();
    strike();
    assertThat(thread.commits).isEqualTo(1);
    assertThat(running).as("nothing is left to commit").isEmpty();
    thread.next = Optional.of(QUICK);
    early.isDue();
    assertThat(intervals()).containsExactly(QUICK);
  }

  @Test
  void looksRarelyWhileThereIsMuchToDo() {
    thread.next = Optional.of(SLOW);
    early.isDue();
    strike();
    assertThat(intervals()).containsExactly(SLOW);
    thread.next = Optional.of(QUICK);
    strike();
    assertThat(intervals()).as("the burst is over").containsExactly(QUICK);
    assertThat(thread.commits).isZero();
  }

  @Test
  void whereThereAreNoSuchMomentsNoClockRuns() {
    early.isDue();
    assertThat(running).isEmpty();
  }
}
