package io.clipstreams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.AlertReason;
import io.clipstreams.AlertState;
import io.clipstreams.MismatchAlert;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StandingAlertsTest {
  private static final int FRAME = 5;

  @TempDir private Path stateDir;

  /** Every image is missing in time, and so raises an alert. Of restarts AlertsIT knows. */
  @Test
  void alertsThatStandAreCounted() {
    try (TopologyFixture stream = new TopologyFixture(stateDir)) {
      assertThat(open(stream)).isZero();
      for (int i = 0; i < 5; i++) {
        stream.caption("c" + i, "i" + i, "a dog", 1_000);
      }
      stream.pass(TopologyFixture.ALERT_TIMES.imageMissingAfter());
      assertThat(open(stream)).isEqualTo(5);
      stream.image("i0", "a dog", 2_000);
      stream.deleteCaption("c1", 2_000);
      assertThat(open(stream)).isEqualTo(3);
      stream.image("i2", "bad bytes", 2_000);
      assertThat(open(stream)).as("one is resolved, another raised").isEqualTo(3);
      stream.pass(TopologyFixture.ALERT_TIMES.resolvedRetention().plus(Duration.ofHours(2)));
      assertThat(open(stream)).as("what is forgotten was resolved before").isEqualTo(3);
    }
  }

  private static double open(TopologyFixture stream) {
    return stream.meters.get("clip.alerts.open").gauge().value();
  }

  @ParameterizedTest
  @EnumSource(AlertState.class)
  void theStateIsReadFromTheBytes(AlertState state) {
    for (String captionId : List.of("c", "\u00e4/\u4e16", "c".repeat(300))) {
      byte[] alert = bytes(captionId, state);
      assertThat(AlertBytes.state(captionId, alert)).contains(state);
      assertThat(AlertBytes.state("another", alert)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 9, 32})
  void whateverStandsBeforeTheAvro(int frame) {
    byte[] alert = bytes("c1", AlertState.RESOLVED);
    byte[] framed = new byte[frame + alert.length - FRAME];
    System.arraycopy(alert, FRAME, framed, frame, alert.length - FRAME);
    assertThat(AlertBytes.state("c1", framed)).contains(AlertState.RESOLVED);
  }

  @Test
  void whatIsNoAlertHasNoState() {
    byte[] alert = bytes("c1", AlertState.RAISED);
    for (int length = 0; length < FRAME + 3; length++) {
      assertThat(AlertBytes.state("c1", Arrays.copyOf(alert, length))).isEmpty();
    }
    assertThat(AlertBytes.state("", new byte[0])).isEmpty();
  }

  /** They may never move: other versions' alerts lie in the topic, too. */
  @Test
  void theFirstFieldsAreWhereTheyWere() {
    assertThat(MismatchAlert.getClassSchema().getFields().subList(0, 4))
        .extracting(Schema.Field::name)
        .containsExactly("captionId", "imageId", "text", "state");
    assertThat(AlertState.values()).startsWith(AlertState.RAISED, AlertState.RESOLVED);
  }

  private static byte[] bytes(String captionId, AlertState state) {
    return TopologyFixture.avro(
        new MismatchAlert(
            captionId,
            "image",
            "a text",
            state,
            AlertReason.IMAGE_MISSING,
            null,
            List.of(),
            "revision",
            Instant.EPOCH,
            null,
            null,
            null));
  }
}
