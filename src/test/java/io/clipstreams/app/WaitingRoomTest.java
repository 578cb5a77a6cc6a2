package io.clipstreams.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class WaitingRoomTest {
  private static final TopicPartition FIRST = new TopicPartition("images", 0);
  private static final TopicPartition SECOND = new TopicPartition("images", 1);
  private static final TopicPartition INTERNAL = new TopicPartition("app-repartition", 0);
  private static final Duration ASKED = Duration.ofMillis(100);
  private static final Duration SPACING = Duration.ofMillis(12);
  private static final Duration GRACE = Duration.ofMillis(4);
  private static final int MEMBER_MILLIS = 300_000;

  private final AtomicLong now = new AtomicLong();
  private final Set<String> ready = new HashSet<>();
  private final Scripted source = new Scripted();
  private final IdleMoment moment = new IdleMoment(SPACING.multipliedBy(5), now::get);
  private final WaitingRoom room =
      new WaitingRoom(new Inputs(), new PollIntervals(500, MEMBER_MILLIS), moment, now::get);

  private final class Inputs implements WaitingRoom.Readiness {
    @Override
    public boolean waits(String topic) {
      return topic.equals("images");
    }

    @Override
    public boolean isReady(ConsumerRecord<byte[], byte[]> record) {
      return ready.contains(record.partition() + "@" + record.offset());
    }
  }

  /** Gives what it was told, and takes all the time that it may when that is nothing. */
  private final class Scripted implements WaitingRoom.Source {
    private final Deque<ConsumerRecords<byte[], byte[]>> polls = new ArrayDeque<>();
    private final Set<TopicPartition> paused = new HashSet<>();
    private Runnable meanwhile = () -> {};
    private Duration waited = Duration.ZERO;

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      waited = timeout;
      if (!polls.isEmpty()) {
        return polls.remove();
      }
      now.addAndGet(timeout.toNanos());
      meanwhile.run();
      return ConsumerRecords.empty();
    }

    @Override
    public Set<TopicPartition> paused() {
      return paused;
    }
  }

  private static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, long offset) {
    return new ConsumerRecord<>(
        partition.topic(),
        partition.partition(),
        offset,
        0,
        TimestampType.CREATE_TIME,
        0,
        0,
        new byte[0],
        new byte[0],
        new RecordHeaders(),
        Optional.of(7));
  }

  /** The next offset lies two further on, as behind the end of a transaction. */
  private void read(TopicPartition partition, long... offsets) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (long offset : offsets) {
      records.add(record(partition, offset));
    }
    long next = offsets[offsets.length - 1] + 2;
    source.polls.add(
        new ConsumerRecords<>(
            Map.of(partition, records), Map.of(partition, new OffsetAndMetadata(next))));
  }

  private void ready(TopicPartition partition, long offset) {
    ready.add(partition.partition() + "@" + offset);
  }

  private ConsumerRecords<byte[], byte[]> poll() {
    return room.poll(ASKED, source);
  }

  private static Map<TopicPartition, List<Long>> offsets(ConsumerRecords<byte[], byte[]> records) {
    Map<TopicPartition, List<Long>> offsets = new HashMap<>();
    for (TopicPartition partition : records.partitions()) {
      offsets.put(
          partition, records.records(partition).stream().map(ConsumerRecord::offset).toList());
    }
    return offsets;
  }

  @Test
  void noRecordOvertakesAnotherOfItsPartition() {
    read(FIRST, 3, 4, 5);
    ready(FIRST, 4);
    assertThat(poll().isEmpty()).isTrue();
    ready(FIRST, 3);
    ConsumerRecords<byte[], byte[]> given = poll();
    assertThat(offsets(given)).isEqualTo(Map.of(FIRST, List.of(3L, 4L)));
    assertThat(given.nextOffsets())
        .as("what waits is not covered by a commit")
        .isEqualTo(Map.of(FIRST, new OffsetAndMetadata(5, Optional.of(7), "")));
    ready(FIRST, 5);
    ConsumerRecords<byte[], byte[]> last = poll();
    assertThat(offsets(last)).isEqualTo(Map.of(FIRST, List.of(5L)));
    assertThat(last.nextOffsets()).isEqualTo(Map.of(FIRST, new OffsetAndMetadata(7)));
  }

  @Test
  void whatIsReadyAndWhatNeverWaitsGoesAtOnce() {
    read(FIRST, 3);
    ready(FIRST, 3);
    assertThat(offsets(poll())).isEqualTo(Map.of(FIRST, List.of(3L)));
    read(INTERNAL, 8);
    ConsumerRecords<byte[], byte[]> internal = poll();
    assertThat(offsets(internal)).isEqualTo(Map.of(INTERNAL, List.of(8L)));
    assertThat(internal.nextOffsets()).isEqualTo(Map.of(INTERNAL, new OffsetAndMetadata(10)));
  }

  @Test
  void onePartitionDoesNotWaitForAnother() {
    read(FIRST, 3);
    read(SECOND, 9);
    ready(SECOND, 9);
    assertThat(offsets(poll())).isEqualTo(Map.of(SECOND, List.of(9L)));
    assertThat(room.waiting(FIRST)).isEqualTo(1);
  }

  @Test
  void whatWaitsHasNotBeenRead() {
    read(FIRST, 3, 4);
    poll();
    assertThat(room.position(FIRST)).hasValue(3);
    assertThat(room.waiting(FIRST)).isEqualTo(2);
    ready(FIRST, 3);
    poll();
    assertThat(room.position(FIRST)).hasValue(4);
    ready(FIRST, 4);
    poll();
    assertThat(room.position(FIRST)).isEqualTo(OptionalLong.empty());
    assertThat(room.waiting(FIRST)).isZero();
  }

  @Test
  void aPollEndsAsSoonAsSomethingIsReady() {
    read(FIRST, 3);
    source.meanwhile =
        () -> {
          if (now.get() > Duration.ofMillis(10).toNanos()) {
            ready(FIRST, 3);
          }
        };
    assertThat(offsets(poll())).isEqualTo(Map.of(FIRST, List.of(3L)));
    assertThat(Duration.ofNanos(now.get())).isLessThan(Duration.ofMillis(15));
  }

  @Test
  void whileSomethingWaitsKafkaStreamsHasItsTurnToCommit() {
    read(FIRST, 3);
    poll();
    long before = now.get();
    assertThat(poll().isEmpty()).isTrue();
    assertThat(Duration.ofNanos(now.get() - before)).isLessThan(Duration.ofMillis(25));
  }

  @Test
  void whenSomethingWasJustGivenKafkaStreamsHasItsTurnToCommit() {
    read(INTERNAL, 8);
    poll();
    poll();
    assertThat(source.waited).isLessThan(ASKED);
    now.addAndGet(Duration.ofMillis(249).toNanos());
    poll();
    assertThat(source.waited).isEqualTo(ASKED);
  }

  /** Kafka Streams polls again when it has processed what it was given. */
  @Test
  void whenTheLittleThatWasGivenIsProcessedIsAMomentToCommit() {
    poll();
    assertThat(moment.take()).as("there is nothing to commit").isFalse();
    read(INTERNAL, 8, 9);
    poll();
    assertThat(moment.take()).as("one of two may not be processed").isFalse();
    read(INTERNAL, 10);
    poll();
    assertThat(moment.take()).as("those of the poll before are").isTrue();
    assertThat(moment.take()).as("it has only just been said").isFalse();
    poll();
    assertThat(moment.take()).as("the last one is processed, too").isTrue();
    now.addAndGet(SPACING.toNanos());
    poll();
    assertThat(moment.take()).as("there is nothing new to commit").isFalse();
  }

  @Test
  void whenMuchWasGivenIsNoMomentToCommitBeforeItIsProcessed() {
    read(INTERNAL, LongStream.range(0, 9).toArray());
    poll();
    assertThat(moment.take()).isFalse();
    now.addAndGet(Duration.ofMillis(250).toNanos());
    poll();
    assertThat(moment.take()).as("Kafka Streams polls between its records").isFalse();
    poll();
    assertThat(moment.take()).isTrue();
  }

  @Test
  void afterABurstOneMayBeAskedForMomentsLater() {
    assertThat(moment.next()).as("there is nothing to commit").isEmpty();
    read(INTERNAL, LongStream.range(0, 1_000).toArray());
    poll();
    Duration later = moment.next().orElseThrow();
    assertThat(later).isBetween(Duration.ofMillis(30), Duration.ofMillis(50));
    poll();
    assertThat(moment.take()).as("much was given of late").isFalse();
    now.addAndGet(later.toNanos());
    poll();
    assertThat(moment.take()).isTrue();
    assertThat(moment.next()).isEmpty();
    read(INTERNAL, 1_000);
    poll();
    assertThat(moment.next()).hasValue(GRACE);
  }

  /** A thread without a model to wait for polls so often that no poll gives much. */
  @Test
  void whileManyPollsGiveALittleIsNoMomentToCommit() {
    for (int offset = 0; offset < 100; offset++) {
      read(INTERNAL, offset);
      now.addAndGet(Duration.ofMillis(1).toNanos());
      poll();
      assertThat(moment.take() && offset > 50).as("after %d polls", offset).isFalse();
    }
    now.addAndGet(Duration.ofMillis(10).toNanos());
    poll();
    assertThat(moment.take()).as("few were given of late").isTrue();
  }

  @Test
  void whileMuchWaitsForTheModelIsNoMomentToCommit() {
    read(FIRST, LongStream.range(0, 9).toArray());
    read(INTERNAL, 8);
    poll();
    poll();
    poll();
    assertThat(moment.take()).isFalse();
    ready(FIRST, 0);
    poll();
    assertThat(moment.take()).as("eight are left, a batch").isTrue();
  }

  @Test
  void momentsToCommitAreNoCloserThanAFifthOfTheIntervalFromTheCommitBefore() {
    read(INTERNAL, 8);
    poll();
    poll();
    assertThat(source.waited).as("what was given is soon committed").isEqualTo(GRACE);
    assertThat(moment.take()).isTrue();
    now.addAndGet(Duration.ofMillis(30).toNanos());
    read(INTERNAL, 10);
    long committed = now.get();
    poll();
    poll();
    assertThat(source.waited).as("no poll sleeps through the next").isEqualTo(SPACING);
    assertThat(moment.take()).isTrue();
    assertThat(Duration.ofNanos(now.get() - committed)).isEqualTo(SPACING);
  }

  @Test
  void withNothingWaitingAPollTakesAllItsTime() {
    poll();
    assertThat(source.waited).isEqualTo(ASKED);
    assertThat(now.get()).isEqualTo(ASKED.toNanos());
  }

  @Test
  void aPollBetweenTheRecordsOfTheLastOneDoesNotWaitLong() {
    now.addAndGet(Duration.ofMillis(249).toNanos());
    poll();
    assertThat(source.waited).isEqualTo(ASKED);
    now.addAndGet(Duration.ofMillis(250).toNanos());
    poll();
    assertThat(source.waited).isLessThan(ASKED);
    poll();
    assertThat(source.waited).as("the time of the last one counts").isEqualTo(ASKED);
  }

  @Test
  void nothingOfAPausedPartitionIsGiven() {
    read(FIRST, 3);
    ready(FIRST, 3);
    source.paused.add(FIRST);
    assertThat(poll().isEmpty()).isTrue();
    source.paused.clear();
    assertThat(offsets(poll())).isEqualTo(Map.of(FIRST, List.of(3L)));
  }

  @Test
  void whatWentAwayIsForgotten() {
    read(FIRST, 3);
    poll();
    room.forget(List.of(FIRST));
    ready(FIRST, 3);
    assertThat(poll().isEmpty()).isTrue();
    assertThat(room.position(FIRST)).isEqualTo(OptionalLong.empty());
  }

  /** Kafka Streams has no task for it any more. */
  @Test
  void whatGoesAwayDuringAPollIsNotGivenByIt() {
    read(FIRST, 3);
    poll();
    ready(FIRST, 3);
    source.meanwhile = () -> room.forget(List.of(FIRST));
    assertThat(poll().isEmpty()).isTrue();
  }

  @Test
  void offsetsThatMovedAloneAreToldAtOnce() {
    read(FIRST, 3);
    source.polls.add(new ConsumerRecords<>(Map.of(), Map.of(INTERNAL, new OffsetAndMetadata(4))));
    assertThat(poll().nextOffsets()).isEqualTo(Map.of(INTERNAL, new OffsetAndMetadata(4)));
  }

  /** Kafka Streams' thread then stands still as it would without this, and its group sees it. */
  @Test
  void whatWaitsTooLongGoesOn() {
    read(FIRST, 3, 4);
    poll();
    now.addAndGet(Duration.ofMillis(MEMBER_MILLIS).toNanos());
    assertThat(offsets(poll())).isEqualTo(Map.of(FIRST, List.of(3L, 4L)));
  }
}
