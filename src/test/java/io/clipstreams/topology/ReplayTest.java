package io.clipstreams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.EnrichedImage;
import io.clipstreams.ImageEvent;
import io.clipstreams.failure.DeadLetterHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of dead letters that are sent again. Offsets count from 0, one topic at a time. */
class ReplayTest {
  @TempDir private Path stateDir;
  private TopologyFixture topology;

  @BeforeEach
  void open() {
    topology = new TopologyFixture(stateDir);
  }

  @AfterEach
  void close() {
    topology.close();
  }

  @Test
  void whatFailedIsProcessedWhenItIsSentAgain() {
    fail("a");
    replay("a", "a picture", 0);
    assertThat(published()).containsOnlyKeys("a");
  }

  @Test
  void aReplayThatIsOlderThanTheLatestVersionIsLeftOut() {
    fail("a");
    topology.image("a", "newer", 2);
    Map<String, EnrichedImage> newer = published();
    replay("a", "older", 0);
    assertThat(published()).isEmpty();
    assertThat(newer).containsOnlyKeys("a");
    assertThat(topology.deadLetters()).hasSize(1);
  }

  @Test
  void aDeletionIsALaterVersion() {
    fail("a");
    topology.deleteImage("a", 2);
    replay("a", "older", 0);
    assertThat(published()).isEmpty();
  }

  @Test
  void aLaterFailureIsALaterVersion() {
    fail("a");
    fail("a");
    replay("a", "older", 0);
    assertThat(published()).isEmpty();
    replay("a", "latest", 1);
    assertThat(published()).containsOnlyKeys("a");
    // It counts as version 1 from now on.
    replay("a", "older", 0);
    assertThat(published()).isEmpty();
  }

  @Test
  void aVersionAfterAReplayIsLater() {
    fail("a");
    replay("a", "a picture", 0);
    topology.image("a", "newer", 2);
    published();
    replay("a", "a picture", 0);
    assertThat(published()).isEmpty();
  }

  @Test
  void whatCouldNotBeReadIsNoVersion() {
    topology.image("a", "first", 0);
    topology.images.pipeInput(new TestRecord<>(utf8("a"), new byte[] {1, 2, 3}));
    topology.images.pipeInput(new TestRecord<>(utf8("a"), new byte[] {1, 2, 4}));
    published();
    replay("a", "second", 1);
    assertThat(published()).containsOnlyKeys("a");
    replay("a", "third", 2);
    assertThat(published()).containsOnlyKeys("a");
    // The second is older than the third.
    replay("a", "second", 1);
    assertThat(published()).isEmpty();
  }

  @Test
  void captionsAreKeptFromOldReplaysToo() {
    topology.captions.pipeInput(new TestRecord<>(utf8("c"), new byte[] {1, 2, 3}));
    topology.caption("c", "a", "newer", 1);
    assertThat(topology.enrichedCaptions()).hasSize(1);
    topology.caption("c", "a", "older", Map.of(), 0, origin("clip.captions", 0, 0));
    assertThat(topology.enrichedCaptions()).isEmpty();
  }

  @Test
  void headersThatDoNotFitAreNoReplay() {
    fail("a");
    topology.image("a", "first", 1);
    published();
    topology.image("a", "other partition", Map.of(), 2, origin("clip.images", 1, 0));
    assertThat(published()).containsOnlyKeys("a");
    topology.image("a", "other topic", Map.of(), 2, origin("clip.captions", 0, 0));
    assertThat(published()).containsOnlyKeys("a");
    topology.image("a", "from the future", Map.of(), 2, origin("clip.images", 0, 999));
    assertThat(published()).containsOnlyKeys("a");
    Headers broken = origin("clip.images", 0, 0);
    broken.add(DeadLetterHeaders.REPLAY_OFFSET, utf8("first"));
    topology.image("a", "no number", Map.of(), 2, broken);
    assertThat(published()).containsOnlyKeys("a");
  }

  private void fail(String id) {
    ImageEvent neither = new ImageEvent(null, null, null, Map.of());
    topology.images.pipeInput(
        new TestRecord<>(utf8(id), TopologyFixture.avro(neither), new RecordHeaders(), 0L));
  }

  private void replay(String id, String content, long offset) {
    ImageEvent event = new ImageEvent(ByteBuffer.wrap(utf8(content)), null, null, Map.of());
    topology.images.pipeInput(
        new TestRecord<>(
            utf8(id), TopologyFixture.avro(event), origin("clip.images", 0, offset), 0L));
  }

  private static Headers origin(String topic, int partition, long offset) {
    return new RecordHeaders()
        .add(DeadLetterHeaders.REPLAY_TOPIC, utf8(topic))
        .add(DeadLetterHeaders.REPLAY_PARTITION, utf8(Integer.toString(partition)))
        .add(DeadLetterHeaders.REPLAY_OFFSET, utf8(Long.toString(offset)));
  }

  /** By key what was published since the last call. */
  private Map<String, EnrichedImage> published() {
    List<TestRecord<String, EnrichedImage>> records = topology.enrichedImages();
    return TopologyFixture.latest(records);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
