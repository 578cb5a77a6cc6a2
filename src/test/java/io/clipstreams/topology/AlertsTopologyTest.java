package io.clipstreams.topology;

import static io.clipstreams.topology.TopologyFixture.utf8;
import static io.clipstreams.topology.TopologyFixture.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clipstreams.AlertReason;
import io.clipstreams.AlertResolution;
import io.clipstreams.AlertState;
import io.clipstreams.CaptionStatus;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.LabelScore;
import io.clipstreams.MismatchAlert;
import io.clipstreams.inference.FakeEncoder;
import io.clipstreams.scoring.Vectors;
import io.clipstreams.topology.state.AlertDecision;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of alerts in the stream: the clock, acceptances, and what an alert tells. */
class AlertsTopologyTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = TopologyFixture.ALERT_TIMES.imageMissingAfter();
  private static final Duration WEEK = TopologyFixture.ALERT_TIMES.resolvedRetention();
  private static final Map<String, String> ACCEPT = Map.of("clip.mismatch", "accept");

  @TempDir private Path stateDir;
  private TopologyFixture stream;

  @BeforeEach
  void open() {
    stream = new TopologyFixture(stateDir);
  }

  @AfterEach
  void close() {
    stream.close();
  }

  @Test
  void aMissingImageIsRaisedByTheWallClockAndResolvedWhenItArrives() {
    stream.caption("c1", "i1", "a dog", 9_000);
    stream.pass(HOUR.minus(SECOND));
    assertThat(stream.alerts()).isEmpty();
    stream.pass(SECOND);
    TestRecord<String, MismatchAlert> record = only(stream.alerts());
    assertThat(record.timestamp()).isEqualTo(HOUR.toMillis());
    assertThat(record.headers()).isEmpty();
    MismatchAlert raised = record.value();
    assertThat(raised.getState()).isEqualTo(AlertState.RAISED);
    assertThat(raised.getReason()).isEqualTo(AlertReason.IMAGE_MISSING);
    assertThat(raised.getRaisedAt()).isEqualTo(Instant.ofEpochMilli(HOUR.toMillis()));
    assertThat(raised.getMatch()).isNull();
    assertThat(raised.getImageLabels()).isEmpty();
    assertThat(raised.getImageVersion()).isNull();

    stream.pass(HOUR);
    assertThat(stream.alerts()).as("it is not repeated").isEmpty();

    stream.image("i1", "a dog", 5_000);
    MismatchAlert resolved = only(stream.alerts()).value();
    assertThat(resolved.getResolution()).isEqualTo(AlertResolution.IMAGE_ARRIVED);
    assertThat(resolved.getReason()).isEqualTo(AlertReason.IMAGE_MISSING);
    assertThat(resolved.getResolvedAt()).isEqualTo(Instant.ofEpochMilli(5_000));
  }

  @Test
  void aMissingImageThatFailsResolvesOneAlertAndRaisesAnother() {
    stream.caption("c1", "i1", "a dog", 1_000);
    stream.pass(HOUR);
    stream.alerts();
    stream.image("i1", "bad bytes", 2_000);
    List<MismatchAlert> alerts = values(stream.alerts());
    assertThat(alerts)
        .extracting(MismatchAlert::getState)
        .containsExactly(AlertState.RESOLVED, AlertState.RAISED);
    assertThat(alerts.get(0).getResolution()).isEqualTo(AlertResolution.IMAGE_ARRIVED);
    assertThat(alerts.get(1).getReason()).isEqualTo(AlertReason.IMAGE_FAILED);
  }

  @Test
  void anImageThatComesInTimeIsNotMissing() {
    stream.caption("c1", "i1", "a dog", 1_000);
    stream.image("i1", "a dog", 2_000);
    stream.pass(HOUR.plus(HOUR));
    assertThat(stream.alerts()).isEmpty();
  }

  @Test
  void aDeletedImageIsMissingAfterAnotherHour() {
    stream.image("i1", "a dog", 1_000);
    stream.caption("c1", "i1", "a dog", 2_000);
    stream.pass(HOUR);
    stream.deleteImage("i1", 3_000);
    stream.pass(HOUR.minus(SECOND));
    assertThat(stream.alerts()).isEmpty();
    stream.pass(SECOND);
    assertThat(only(stream.alerts()).value().getReason()).isEqualTo(AlertReason.IMAGE_MISSING);
  }

  @Test
  void aDeletedCaptionMissesNothing() {
    stream.caption("c1", "i1", "a dog", 1_000);
    stream.deleteCaption("c1", 2_000);
    stream.pass(HOUR);
    assertThat(stream.alerts()).isEmpty();
  }

  /** However many are due, the stream is held up for a bounded number of them at a time. */
  @Test
  void theClockDoesABoundedNumberAtATime() {
    for (int i = 0; i < 1_200; i++) {
      stream.caption("c" + i, "i" + i, "a dog", 1_000);
    }
    stream.pass(HOUR);
    assertThat(stream.alerts()).hasSize(500);
    stream.pass(SECOND);
    assertThat(stream.alerts()).hasSize(500);
    stream.pass(SECOND);
    assertThat(stream.alerts()).hasSize(200);
    stream.pass(SECOND);
    assertThat(stream.alerts()).isEmpty();
  }

  @Test
  void theRecordOfAResolvedAlertIsDeletedInTheEnd() {
    stream.image("i1", "a dog", 1_000);
    stream.caption("c1", "i1", mismatchOf("a dog"), 2_000);
    stream.caption("c1", "i1", "a dog", 3_000);
    stream.alerts();
    stream.pass(WEEK.minus(SECOND));
    assertThat(stream.alerts()).isEmpty();
    stream.pass(SECOND);
    TestRecord<String, MismatchAlert> record = only(stream.alerts());
    assertThat(record.key()).isEqualTo("c1");
    assertThat(record.value()).isNull();
    stream.pass(WEEK);
    assertThat(stream.alerts()).isEmpty();
    assertThat(stream.enrichedCaptions()).isNotEmpty();
  }

  @Test
  void theRecordOfADeletedCaptionsAlertIsDeletedInTheEnd() {
    stream.image("i1", "a dog", 1_000);
    stream.caption("c1", "i1", mismatchOf("a dog"), 2_000);
    stream.deleteCaption("c1", 3_000);
    stream.alerts();
    stream.pass(WEEK);
    assertThat(only(stream.alerts()).value()).isNull();
  }

  @Test
  void anAlertRaisedAgainKeepsItsRecord() {
    String wrong = mismatchOf("a dog");
    stream.image("i1", "a dog", 1_000);
    stream.caption("c1", "i1", wrong, 2_000);
    stream.caption("c1", "i1", "a dog", 3_000);
    stream.pass(WEEK.minus(SECOND));
    stream.caption("c1", "i1", wrong, 4_000);
    stream.alerts();
    stream.pass(SECOND);
    assertThat(stream.alerts()).isEmpty();
    stream.caption("c1", "i1", "a dog", 5_000);
    stream.alerts();
    stream.pass(WEEK.minus(SECOND));
    assertThat(stream.alerts()).isEmpty();
    stream.pass(SECOND);
    assertThat(only(stream.alerts()).value()).isNull();
  }

  @Test
  void anAcceptedPairIsResolvedAndNotRaisedAgain() {
    String wrong = mismatchOf("a dog");
    stream.image("i1", "a dog", 1_000);
    stream.caption("c1", "i1", wrong, 2_000);
    MismatchAlert raised = only(stream.alerts()).value();
    stream.accept("c1", decision(raised), 7_000);
    MismatchAlert resolved = only(stream.alerts()).value();
    assertThat(resolved.getResolution()).isEqualTo(AlertResolution.ACCEPTED);
    assertThat(resolved.getResolvedAt()).isEqualTo(Instant.ofEpochMilli(7_000));
    assertThat(resolved.getMatch()).isEqualTo(raised.getMatch());

    stream.accept("c1", decision(raised), 8_000);
    stream.caption("c1", "i1", "a dog", 9_000);
    stream.caption("c1", "i1", wrong, 10_000);
    assertThat(stream.alerts()).isEmpty();

    stream.image("i1", mismatchOf(wrong, "a dog"), 11_000);
    assertThat(only(stream.alerts()).value().getReason())
        .as("another image is another pair")
        .isEqualTo(AlertReason.MISMATCH);
  }

  /** Every task reads every decision: most do not know the caption. */
  @Test
  void aDecisionAboutAnUnknownCaptionIsVoid() {
    stream.accept("c1", AlertDecision.accepting("i1", "a dog", Optional.empty()), 1_000);
    stream.caption("c1", "i1", "a dog", 2_000);
    stream.pass(HOUR);
    assertThat(only(stream.alerts()).value().getReason()).isEqualTo(AlertReason.IMAGE_MISSING);
  }

  @Test
  void theAttributePreventsAndResolvesAMismatch() {
    String wrong = mismatchOf("a dog");
    stream.image("i1", "a dog", 1_000);
    stream.caption("c1", "i1", wrong, ACCEPT, 2_000, new RecordHeaders());
    assertThat(stream.alerts()).isEmpty();
    stream.caption("c1", "i1", wrong, 3_000);
    assertThat(only(stream.alerts()).value().getState()).isEqualTo(AlertState.RAISED);
    stream.caption("c1", "i1", wrong, ACCEPT, 4_000, new RecordHeaders());
    MismatchAlert resolved = only(stream.alerts()).value();
    assertThat(resolved.getResolution()).isEqualTo(AlertResolution.ACCEPTED);
    assertThat(resolved.getResolvedAt()).isEqualTo(Instant.ofEpochMilli(4_000));
  }

  @Test
  void anAlertTellsWhatTheImageShowsAndHowThePairWasJudged() {
    String wrong = mismatchOf("a dog");
    stream.image("i1", "a dog", 1_000);
    stream.caption("c1", "i1", wrong, 2_000);
    MismatchAlert alert = only(stream.alerts()).value();
    EnrichedCaption caption = stream.enrichedCaptions().get(0).value();
    List<LabelScore> labels =
        stream.enrichedImages().get(0).value().getLabels().get("default").subList(0, 3);
    assertThat(alert.getImageLabels()).isEqualTo(labels);
    assertThat(caption.getStatus()).isEqualTo(CaptionStatus.SCORED);
    assertThat(alert.getMatch()).isEqualTo(caption.getMatch());
    assertThat(alert.getMatch().getSimilarity())
        .isCloseTo((float) cosine("a dog", wrong), within(1e-6f));
    assertThat(alert.getMatch().getThreshold()).isEqualTo((float) TopologyFixture.THRESHOLD);
    assertThat(alert.getImageVersion()).hasSize(32);
    assertThat(alert.getModelRevision()).isEqualTo("revision-1");
  }

  @Test
  void theLatestAlertOfEachCaptionCanBeLookedUp() {
    stream.image("i1", "a dog", 1_000);
    stream.caption("c1", "i1", mismatchOf("a dog"), 2_000);
    byte[] found = (byte[]) stream.driver.getTimestampedKeyValueStore("alerts").get("c1").value();
    MismatchAlert alert = (MismatchAlert) FakeSerdes.deserializer().deserialize("any", found);
    assertThat(alert.getState()).isEqualTo(AlertState.RAISED);
  }

  private static AlertDecision decision(MismatchAlert alert) {
    return AlertDecision.accepting(
        alert.getImageId(), alert.getText(), Optional.ofNullable(alert.getImageVersion()));
  }

  private static <T> T only(List<T> records) {
    assertThat(records).hasSize(1);
    return records.get(0);
  }

  /** A content that does not fit any of the others. */
  private static String mismatchOf(String... others) {
    for (int i = 0; ; i++) {
      String candidate = "other " + i;
      if (List.of(others).stream()
          .allMatch(other -> cosine(candidate, other) < TopologyFixture.THRESHOLD)) {
        return candidate;
      }
    }
  }

  private static double cosine(String a, String b) {
    return Vectors.cosine(FakeEncoder.vector(utf8(a)), FakeEncoder.vector(utf8(b)));
  }
}
