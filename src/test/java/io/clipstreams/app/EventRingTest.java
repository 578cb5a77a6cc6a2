package io.clipstreams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.web.api.EventFeed.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class EventRingTest {
  private static final TopicPartition PARTITION = new TopicPartition("images", 0);
  private static final EventPositions BEGIN =
      EventPositions.of(List.of(PARTITION), Map.of(PARTITION, 0L));
  private static final EventRing.Bounds ALL = new EventRing.Bounds(100, 1_000);

  private final AtomicInteger made = new AtomicInteger();

  private EventRing ring(int events, long bytes, int... sizes) {
    EventRing ring = new EventRing(new EventRing.Bounds(events, bytes), BEGIN);
    for (int offset = 0; offset < sizes.length; offset++) {
      ring.add(event(offset, sizes[offset]));
    }
    return ring;
  }

  private OutputEvent event(long offset, int bytes) {
    return new OutputEvent(
        PARTITION,
        offset,
        Kind.IMAGE,
        bytes,
        new LazyText(() -> "{\"made\":" + made.incrementAndGet() + "}"));
  }

  private static List<Long> read(EventRing ring, long number, EventRing.Bounds most)
      throws InterruptedException {
    return ((EventRing.Reading.Events) ring.read(number, most, Duration.ZERO))
        .events().stream().map(OutputEvent::offset).toList();
  }

  @Test
  void keepsSoManyEvents() throws InterruptedException {
    EventRing ring = ring(3, 1_000, 1, 1, 1, 1, 1);
    assertThat(read(ring, 2, ALL)).containsExactly(2L, 3L, 4L);
    assertThat(ring.read(1, ALL, Duration.ZERO))
        .as("a client that stands where nothing is any more")
        .isEqualTo(new EventRing.Reading.Ended(EventRing.End.TOO_SLOW));
  }

  @Test
  void keepsSoManyBytes() throws InterruptedException {
    EventRing ring = ring(100, 50, 20, 20, 20, 5);
    assertThat(read(ring, 1, ALL)).containsExactly(1L, 2L, 3L);
    assertThat(ring.read(0, ALL, Duration.ZERO)).isInstanceOf(EventRing.Reading.Ended.class);
    assertThat(read(ring(100, 50, 20, 400), 1, ALL))
        .as("one that is larger by itself is kept until the next comes")
        .containsExactly(1L);
  }

  @Test
  void givesAPartThatIsNeitherLongNorLarge() throws InterruptedException {
    EventRing ring = ring(100, 1_000, 40, 40, 40, 500, 1);
    assertThat(read(ring, 0, new EventRing.Bounds(2, 1_000))).containsExactly(0L, 1L);
    assertThat(read(ring, 0, new EventRing.Bounds(9, 100))).containsExactly(0L, 1L);
    assertThat(read(ring, 3, new EventRing.Bounds(9, 100))).containsExactly(3L);
    assertThat(read(ring, 4, new EventRing.Bounds(9, 100))).containsExactly(4L);
  }

  @Test
  void whatAClientGetsIsMadeOnceAndOnlyIfThereIsOne() throws InterruptedException {
    EventRing ring = ring(100, 1_000, 1, 1);
    assertThat(made).hasValue(0);
    EventRing.Reading.Events read = (EventRing.Reading.Events) ring.read(0, ALL, Duration.ZERO);
    for (long client : LongStream.range(0, 3).toArray()) {
      assertThat(read.events().get(0).json().get())
          .as("client %d", client)
          .isEqualTo("{\"made\":1}");
    }
    assertThat(made).hasValue(1);
  }
}
