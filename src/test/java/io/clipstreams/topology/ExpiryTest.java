package io.clipstreams.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.clipstreams.AlertResolution;
import io.clipstreams.AlertState;
import io.clipstreams.CaptionStatus;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.MismatchAlert;
import io.clipstreams.inference.FakeEncoder;
import io.clipstreams.scoring.Vectors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images and captions that have not changed for clip.state.ttl are treated as deleted. */
class ExpiryTest {
  private static final Duration TTL = Duration.ofHours(24);
  private static final Duration ROUND = TTL.dividedBy(24);

  private static final String MISMATCH =
      IntStream.range(0, 100)
          .mapToObj(i -> "text " + i)
          .filter(text -> Vectors.cosine(Oracle.vector("first picture"), Oracle.vector(text)) < 0)
          .findFirst()
          .orElseThrow();

  @TempDir private Path stateDir;

  private TopologyFixture stream() {
    return new TopologyFixture(
        stateDir, TopologyFixture.settings().withStateTtl(TTL), new FakeEncoder());
  }

  @Test
  void whatDoesNotChangeEnds() {
    try (TopologyFixture stream = stream()) {
      stream.image("old", "first picture", 0);
      stream.caption("old", "old", MISMATCH, 0);
      stream.pass(TTL.minus(ROUND));
      long later = TTL.minus(ROUND).toMillis();
      stream.image("young", "first picture", later);
      stream.caption("young", "young", MISMATCH, later);
      stream.enrichedImages();
      stream.enrichedCaptions();
      assertThat(TopologyFixture.values(stream.alerts()))
          .extracting(MismatchAlert::getState)
          .containsOnly(AlertState.RAISED)
          .hasSize(2);
      stream.pass(ROUND.multipliedBy(2));
      assertThat(stream.enrichedImages())
          .extracting(TestRecord::key, TestRecord::value)
          .containsExactly(tuple("old", null));
      assertThat(TopologyFixture.latest(stream.enrichedCaptions())).isEmpty();
      List<TestRecord<String, MismatchAlert>> alerts = stream.alerts();
      assertThat(alerts).hasSize(1);
      assertThat(alerts.get(0).key()).isEqualTo("old");
      assertThat(alerts.get(0).value().getResolution())
          .isIn(AlertResolution.CAPTION_DELETED, AlertResolution.IMAGE_DELETED);
      stream.pass(TTL.multipliedBy(2));
      assertThat(stream.enrichedImages()).hasSize(1);
      stream.pass(TTL.multipliedBy(2));
      assertThat(stream.enrichedImages()).isEmpty();
      assertThat(stream.enrichedCaptions()).allMatch(record -> record.value() == null);
    }
  }

  @Test
  void aCaptionOutlivesItsImageAsPending() {
    try (TopologyFixture stream = stream()) {
      stream.image("image", "first picture", 0);
      stream.pass(ROUND.multipliedBy(20));
      stream.caption("caption", "image", "text", ROUND.multipliedBy(20).toMillis());
      stream.enrichedCaptions();
      stream.pass(ROUND.multipliedBy(6));
      Map<String, EnrichedCaption> captions = TopologyFixture.latest(stream.enrichedCaptions());
      assertThat(captions.get("caption").getStatus()).isEqualTo(CaptionStatus.PENDING_IMAGE);
    }
  }

  @Test
  void whatChangesInTimeStays() {
    try (TopologyFixture stream = stream()) {
      for (int round = 0; round < 60; round++) {
        if (round % 20 == 0) {
          long now = ROUND.multipliedBy(round).toMillis();
          stream.image("image", "picture " + round, now);
          stream.caption("caption", "image", "text " + round, now);
        }
        stream.pass(ROUND);
      }
      assertThat(stream.enrichedImages()).noneMatch(record -> record.value() == null);
      assertThat(stream.enrichedCaptions()).noneMatch(record -> record.value() == null);
    }
  }
}
