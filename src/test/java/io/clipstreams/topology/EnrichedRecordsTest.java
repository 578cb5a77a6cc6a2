package io.clipstreams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.AlertReason;
import io.clipstreams.CaptionStatus;
import io.clipstreams.Verdict;
import io.clipstreams.scoring.MatchResult;
import io.clipstreams.topology.state.CaptionState.Caption;
import io.clipstreams.topology.state.CaptionState.Judgement;
import io.clipstreams.topology.state.CaptionState.OpenAlert;
import io.clipstreams.topology.state.RecordOrigin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

class EnrichedRecordsTest {
  private static final String[] ALPHABET = {"a", "ä", "字", "😀", "\u0000"};

  private final EnrichedRecords records =
      new EnrichedRecords(new ModelIdentity("a model", "0".repeat(64), 100), true);

  /** Captions are measured by arithmetic; what is published must never be larger. */
  @RepeatedTest(50)
  void noSerialisedRecordExceedsItsBound(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    String captionId = text(random);
    Caption caption = caption(random);
    Judgement judgement =
        new Judgement(
            CaptionStatus.PENDING_IMAGE,
            Optional.empty(),
            Optional.of(
                new MatchResult(
                    -1, Optional.of(1f), Optional.of(1f), -1, -1, "similarity", Verdict.UNDECIDED)),
            List.of(),
            Optional.empty());
    assertThat((long) TopologyFixture.avro(records.caption(captionId, caption, judgement)).length)
        .isLessThanOrEqualTo(records.captionBound(captionId, caption));
    OpenAlert alert =
        new OpenAlert(
            caption.version(),
            Optional.empty(),
            AlertReason.IMAGE_MISSING,
            caption.imageId(),
            caption.text(),
            judgement.match(),
            List.of(),
            Long.MAX_VALUE / 2_000_000);
    assertThat((long) TopologyFixture.avro(records.raised(captionId, alert)).length)
        .isLessThanOrEqualTo(records.alertBound(captionId, caption));
  }

  private static Caption caption(Random random) {
    Map<String, String> attributes = new TreeMap<>();
    for (int i = random.nextInt(50); i > 0; i--) {
      attributes.put(text(random), text(random));
    }
    return new Caption(
        text(random),
        text(random),
        new float[random.nextInt(1024)],
        Integer.MAX_VALUE,
        true,
        attributes,
        new RecordOrigin(Long.MIN_VALUE / 2_000_000, List.of()));
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(200); i > 0; i--) {
      text.append(ALPHABET[random.nextInt(ALPHABET.length)]);
    }
    return text.toString();
  }
}
