package io.clipstreams.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.EncoderClosedException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class LookAheadTest {
  private final Deque<Runnable> queued = new ArrayDeque<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private boolean closed;
  private final LookAhead<String> lookAhead =
      new LookAhead<>(
          new Reading(), this::execute, 100, 4, new LookAheadMeters(meters, "clip.images"));

  private static final class Reading implements RecordReading<String> {
    @Override
    public String now(RawRecord record, byte[] value) {
      return "now " + record.offset();
    }

    @Override
    public String ahead(RawRecord record, byte[] value) throws ProcessingException {
      if (value.length == 13) {
        throw new ProcessingException(FailureCode.DESERIALIZATION_FAILED, "thirteen");
      }
      return "ahead " + record.offset();
    }
  }

  private void execute(Runnable work) {
    if (closed) {
      throw new RejectedExecutionException("closed");
    }
    queued.add(work);
  }

  private void work() {
    queued.forEach(Runnable::run);
    queued.clear();
  }

  private static RawRecord record(int partition, long offset) {
    return new RawRecord(
        "clip.images",
        partition,
        offset,
        Optional.of(new byte[1]),
        Optional.of(new byte[1]),
        new RecordHeaders(),
        0);
  }

  private void offer(int partition, long offset, int size) {
    lookAhead.offer(record(partition, offset), new byte[size]);
  }

  private String read(int partition, long offset) throws ProcessingException {
    work();
    return lookAhead.read(record(partition, offset), new byte[1]);
  }

  private double count(String result) {
    return meters.get("clip.lookahead.records").tag("result", result).counter().count();
  }

  private double pendingBytes() {
    return meters.get("clip.lookahead.pending.bytes").gauge().value();
  }

  @Test
  void whatWasOfferedIsReadAheadOnceAndWhatWasNotIsReadNow() throws Exception {
    offer(0, 5, 10);
    offer(0, 5, 10);
    assertThat(queued).hasSize(1);
    assertThat(read(0, 5)).isEqualTo("ahead 5");
    assertThat(read(0, 6)).isEqualTo("now 6");
    assertThat(read(1, 5)).isEqualTo("now 5");
    assertThat(count("hit")).isEqualTo(1);
    assertThat(count("miss")).isEqualTo(2);
    assertThat(pendingBytes()).isZero();
  }

  @Test
  void aRecordUnderWayWasSeenWhenItWasOffered() throws Exception {
    long before = System.nanoTime();
    offer(0, 5, 10);
    long after = System.nanoTime();
    long seen = lookAhead.seen(record(0, 5)).orElseThrow();
    assertThat(seen - before).isNotNegative();
    assertThat(after - seen).isNotNegative();
    assertThat(lookAhead.seen(record(0, 6))).isEmpty();
    assertThat(lookAhead.seen(record(1, 5))).isEmpty();
    read(0, 5);
    assertThat(lookAhead.seen(record(0, 5))).isEmpty();
  }

  @Test
  void whatHasNoRoomIsReadWhenItsTurnComes() throws Exception {
    offer(0, 1, 60);
    offer(1, 2, 60);
    assertThat(pendingBytes()).isEqualTo(60);
    assertThat(read(1, 2)).isEqualTo("now 2");
    assertThat(count("skipped")).isEqualTo(1);
    assertThat(count("miss")).isEqualTo(1);
    assertThat(read(0, 1)).isEqualTo("ahead 1");
    assertThat(queued).as("what was read is not begun any more").isEmpty();
  }

  @Test
  void whatHasNoRoomIsBegunAsSoonAsThereIsSome() throws Exception {
    offer(0, 1, 60);
    offer(0, 2, 60);
    offer(0, 3, 40);
    assertThat(pendingBytes()).isEqualTo(100);
    assertThat(read(0, 1)).isEqualTo("ahead 1");
    assertThat(pendingBytes()).isEqualTo(100);
    assertThat(read(0, 2)).isEqualTo("ahead 2");
    assertThat(read(0, 3)).isEqualTo("ahead 3");
    assertThat(count("skipped")).isZero();
    assertThat(pendingBytes()).isZero();
  }

  @Test
  void whatIsOfferedAgainWhileItWaitsWaitsOnce() throws Exception {
    offer(0, 1, 100);
    offer(0, 2, 100);
    offer(0, 2, 100);
    assertThat(read(0, 1)).isEqualTo("ahead 1");
    offer(0, 2, 100);
    assertThat(read(0, 2)).isEqualTo("ahead 2");
    assertThat(queued).isEmpty();
    assertThat(pendingBytes()).isZero();
  }

  @Test
  void roomGoesFirstToThePartitionWithTheLeastUnderWay() throws Exception {
    offer(0, 1, 40);
    offer(0, 2, 40);
    offer(0, 3, 40);
    offer(1, 1, 40);
    assertThat(read(0, 1)).isEqualTo("ahead 1");
    assertThat(read(1, 1)).isEqualTo("ahead 1");
  }

  @Test
  void whatWaitsInAPartitionThatIsLostIsForgotten() throws Exception {
    offer(0, 1, 100);
    offer(1, 1, 100);
    lookAhead.forget(1);
    assertThat(read(0, 1)).isEqualTo("ahead 1");
    assertThat(pendingBytes()).isZero();
    offer(0, 2, 100);
    offer(1, 2, 100);
    lookAhead.forget(0);
    assertThat(read(1, 2)).as("room that a lost partition leaves").isEqualTo("ahead 2");
  }

  @Test
  void whatWaitsBelowTheOneThatIsTakenIsNotBegun() throws Exception {
    offer(0, 1, 100);
    offer(0, 2, 100);
    offer(0, 3, 100);
    assertThat(read(0, 3)).isEqualTo("now 3");
    assertThat(pendingBytes()).isZero();
    assertThat(count("evicted")).isEqualTo(1);
  }

  @Test
  void theRoomIsFilledToTheLastByteAndRecordAndNoFurther() {
    offer(0, 1, 60);
    offer(0, 2, 41);
    assertThat(queued).hasSize(1);
    offer(0, 3, 39);
    offer(0, 4, 1);
    assertThat(pendingBytes()).isEqualTo(100);
    assertThat(queued).hasSize(3);
    offer(0, 5, 1);
    assertThat(queued).hasSize(3);
    lookAhead.forget(0);
    queued.clear();
    for (int offset = 10; offset < 15; offset++) {
      offer(0, offset, 1);
    }
    assertThat(queued).hasSize(4);
    assertThat(pendingBytes()).isEqualTo(4);
  }

  @Test
  void aRecordLargerThanTheRoomPassesAlone() throws Exception {
    offer(0, 1, 1_000);
    offer(0, 2, 1);
    assertThat(queued).hasSize(1);
    assertThat(read(0, 1)).isEqualTo("ahead 1");
  }

  @Test
  void failuresAreThoseOfReading() {
    offer(0, 1, 13);
    assertThatExceptionOfType(ProcessingException.class)
        .isThrownBy(() -> read(0, 1))
        .satisfies(f -> assertThat(f.code()).isEqualTo(FailureCode.DESERIALIZATION_FAILED));
  }

  @Test
  void whatLiesBelowTheOneThatIsTakenIsEvicted() throws Exception {
    offer(0, 1, 10);
    offer(0, 2, 10);
    offer(0, 3, 10);
    offer(1, 1, 10);
    assertThat(read(0, 3)).isEqualTo("ahead 3");
    assertThat(count("evicted")).isEqualTo(2);
    assertThat(pendingBytes()).isEqualTo(10);
    assertThat(read(1, 1)).isEqualTo("ahead 1");
  }

  @Test
  void aPartitionThatIsLostIsForgotten() throws Exception {
    offer(0, 1, 50);
    offer(1, 1, 50);
    lookAhead.forget(0);
    lookAhead.forget(0);
    assertThat(pendingBytes()).isEqualTo(50);
    assertThat(read(0, 1)).isEqualTo("now 1");
    offer(0, 1, 50);
    assertThat(read(0, 1)).isEqualTo("ahead 1");
  }

  @Test
  void whatIsEvictedBeforeItWasReadIsNotReadAtAll() throws Exception {
    offer(0, 1, 13);
    lookAhead.forget(0);
    work();
    assertThat(read(0, 1)).isEqualTo("now 1");
  }

  @Test
  void closingTellsWhoWaitsThatNothingWillCome() {
    offer(0, 1, 1);
    queued.clear();
    lookAhead.close();
    assertThatExceptionOfType(EncoderClosedException.class).isThrownBy(() -> read(0, 1));
  }

  @Test
  void whatIsRefusedWhileClosingIsNotWaitedFor() throws Exception {
    closed = true;
    assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> offer(0, 1, 1));
    assertThat(read(0, 1)).isEqualTo("now 1");
    assertThat(pendingBytes()).isZero();
  }

  @Test
  void whatIsRefusedWhenThereIsRoomIsReadNow() throws Exception {
    offer(0, 1, 100);
    offer(0, 2, 100);
    work();
    closed = true;
    assertThat(read(0, 1)).isEqualTo("ahead 1");
    assertThat(read(0, 2)).isEqualTo("now 2");
    assertThat(pendingBytes()).isZero();
  }

  /** A thread that lost a partition may come back while the next owner reads it already. */
  @Test
  void whatIsOfferedWhileItsPartitionIsForgottenTakesNoRoomForGood() throws Exception {
    SimpleMeterRegistry own = new SimpleMeterRegistry();
    LookAhead<String> shared =
        new LookAhead<>(
            new Reading(), Runnable::run, 100, 4, new LookAheadMeters(own, "clip.images"));
    CompletableFuture<Void> offering =
        CompletableFuture.runAsync(
            () -> {
              for (int offset = 0; offset < 50_000; offset++) {
                shared.offer(record(0, offset), new byte[1]);
              }
            });
    while (!offering.isDone()) {
      shared.forget(0);
    }
    offering.get();
    shared.forget(0);
    assertThat(own.get("clip.lookahead.pending").gauge().value()).isZero();
    assertThat(own.get("clip.lookahead.pending.bytes").gauge().value()).isZero();
  }
}
