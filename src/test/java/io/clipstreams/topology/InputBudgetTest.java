package io.clipstreams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class InputBudgetTest {
  private static final TopicPartition FIRST = new TopicPartition("images", 0);
  private static final TopicPartition SECOND = new TopicPartition("images", 1);
  private static final TopicPartition INTERNAL = new TopicPartition("app-repartition", 0);
  private static final Set<TopicPartition> ASSIGNED = Set.of(FIRST, SECOND, INTERNAL);
  private static final int LARGE = 10_000;

  private final InputBudget budget = new InputBudget(List.of("images"), 2 * LARGE);
  private final InputBudget.Share share = budget.newShare();

  @Test
  void nothingWaitsBelowTheBudget() {
    receive(FIRST, 0, LARGE);
    assertThat(share.mustWait(ASSIGNED)).isEmpty();
    assertThat(share.bytes()).isBetween((long) LARGE, LARGE + 500L);
  }

  @Test
  void allInputsWaitWhenItIsUsedUpAndNoInternalTopicDoes() {
    receive(FIRST, 0, LARGE, LARGE);
    assertThat(share.mustWait(ASSIGNED)).containsExactlyInAnyOrder(FIRST, SECOND);
  }

  @Test
  void noneIsLetThroughWhileWhatWasReadWaitsForItsEmbedding() {
    receive(FIRST, 0, LARGE, LARGE);
    share.mustWait(ASSIGNED);
    share.expectProgress();
    assertThat(share.mustWait(ASSIGNED)).containsExactlyInAnyOrder(FIRST, SECOND);
    assertThat(share.mustWait(ASSIGNED)).as("a task may wait for it").containsExactly(FIRST);
  }

  @Test
  void whatIsProcessedMakesRoom() {
    receive(FIRST, 5, LARGE, LARGE, LARGE);
    budget.processed("images", 0, 5);
    assertThat(share.mustWait(ASSIGNED)).isNotEmpty();
    budget.processed("images", 0, 7);
    assertThat(share.mustWait(ASSIGNED)).isEmpty();
    assertThat(share.bytes()).isZero();
  }

  /** Offsets have holes: transactions' markers, compaction, records that Streams drops. */
  @Test
  void aProcessedRecordTakesThoseBeforeItAlong() {
    receive(FIRST, 5, LARGE, LARGE);
    budget.processed("images", 0, 9);
    assertThat(share.bytes()).isZero();
  }

  @Test
  void aRecordLargerThanTheBudgetPassesWhenNothingIsInFlight() {
    assertThat(share.mustWait(ASSIGNED)).isEmpty();
    receive(FIRST, 0, 5 * LARGE);
    assertThat(share.mustWait(ASSIGNED)).contains(FIRST, SECOND);
    budget.processed("images", 0, 0);
    assertThat(share.mustWait(ASSIGNED)).isEmpty();
  }

  /** A task may hold records of one partition back until it sees one of the other. */
  @Test
  void whereNothingWasProcessedBetweenTwoPollsAnEmptyPartitionIsLetThrough() {
    receive(FIRST, 0, LARGE, LARGE);
    assertThat(share.mustWait(ASSIGNED)).containsExactlyInAnyOrder(FIRST, SECOND);
    assertThat(share.mustWait(ASSIGNED)).containsExactly(FIRST);
    receive(SECOND, 0, LARGE);
    assertThat(share.mustWait(ASSIGNED)).containsExactlyInAnyOrder(FIRST, SECOND);
    budget.processed("images", 0, 0);
    assertThat(share.mustWait(ASSIGNED)).containsExactlyInAnyOrder(FIRST, SECOND);
  }

  @Test
  void aPartitionThatGoesAwayIsForgotten() {
    receive(FIRST, 0, LARGE, LARGE);
    receive(SECOND, 0, LARGE);
    share.forget(List.of(FIRST, INTERNAL));
    assertThat(share.mustWait(ASSIGNED)).isEmpty();
    assertThat(share.bytes()).isBetween((long) LARGE, LARGE + 500L);
    budget.processed("images", 0, 1);
    assertThat(share.bytes()).isBetween((long) LARGE, LARGE + 500L);
  }

  @Test
  void whatIsReadAgainCountsOnce() {
    receive(FIRST, 0, LARGE, LARGE);
    long once = share.bytes();
    receive(FIRST, 0, LARGE, LARGE);
    assertThat(share.bytes()).isEqualTo(once);
  }

  /** A partition that moves to another thread is that thread's from its first record on. */
  @Test
  void sharesAreApart() {
    InputBudget.Share other = budget.newShare();
    receive(FIRST, 0, LARGE, LARGE);
    share.forget(List.of(FIRST));
    other.received(FIRST, records(FIRST, 0, LARGE, LARGE));
    assertThat(share.mustWait(ASSIGNED)).isEmpty();
    assertThat(other.mustWait(ASSIGNED)).isNotEmpty();
    budget.processed("images", 0, 1);
    assertThat(other.bytes()).isZero();
  }

  private void receive(TopicPartition partition, long offset, int... sizes) {
    share.received(partition, records(partition, offset, sizes));
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(
      TopicPartition partition, long offset, int... sizes) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      records.add(
          new ConsumerRecord<>(
              partition.topic(),
              partition.partition(),
              offset + i,
              0,
              TimestampType.CREATE_TIME,
              0,
              sizes[i],
              new byte[0],
              new byte[sizes[i]],
              new RecordHeaders(),
              Optional.empty()));
    }
    return records;
  }
}
