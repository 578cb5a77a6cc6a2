package io.clipstreams.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class NativeWorkTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final NativeWork work = new NativeWork(CrashJournal.inMemory());
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch gate = new CountDownLatch(1);

  @Test
  void theLastIsDoneWhenAllElseHasEndedAndNothingComesAfterIt() throws Exception {
    CompletableFuture<Boolean> running = CompletableFuture.supplyAsync(() -> run("busy"));
    begun.await();
    AtomicBoolean done = new AtomicBoolean();
    assertThat(work.end(Duration.ofMillis(50), () -> done.set(true))).isFalse();
    assertThat(done).isFalse();
    CompletableFuture<Boolean> ending = CompletableFuture.supplyAsync(() -> end(done));
    gate.countDown();
    assertThat(running.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(ending.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(done).isTrue();
    WorkId late = WorkId.of("late");
    assertThatExceptionOfType(EncoderClosedException.class)
        .isThrownBy(() -> work.inCompany(List.of(late), () -> true));
    assertThatExceptionOfType(EncoderClosedException.class)
        .isThrownBy(() -> work.alone(late, () -> true));
  }

  private boolean run(String id) {
    return work.inCompany(
        List.of(WorkId.of(id)),
        () -> {
          begun.countDown();
          try {
            return gate.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
          } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
          }
        });
  }

  private boolean end(AtomicBoolean done) {
    try {
      return work.end(LIMIT, () -> done.set(true));
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
