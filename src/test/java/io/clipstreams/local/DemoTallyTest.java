package io.clipstreams.local;

import static io.clipstreams.local.DemoRecords.alert;
import static io.clipstreams.local.DemoRecords.failed;
import static io.clipstreams.local.DemoRecords.image;
import static io.clipstreams.local.DemoRecords.pending;
import static io.clipstreams.local.DemoRecords.scored;
import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.AlertState;
import io.clipstreams.Verdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoTallyTest {
  private static final Sample SAMPLE =
      new Sample("cat", new byte[0], "image/jpeg", "a cat", "a train", "cat");
  private static final String RIGHT = SAMPLE.captionId();
  private static final String WRONG = SAMPLE.wrongCaptionId();

  private final DemoTally tally = new DemoTally(List.of(SAMPLE));

  @Test
  void isCompleteWhenAllIsEnrichedAndEveryMismatchHasItsAlert() {
    tally.count(pending(RIGHT, "cat"));
    tally.count(pending(WRONG, "cat"));
    tally.count(image("cat"));
    assertThat(tally.isThrough()).isFalse();

    tally.count(scored(RIGHT, "cat", Verdict.MATCH));
    tally.count(scored(WRONG, "cat", Verdict.MISMATCH));
    assertThat(tally.isThrough()).isFalse();
    assertThat(tally.isComplete()).isFalse();

    tally.count(alert(WRONG, AlertState.RAISED));
    assertThat(tally.isThrough()).isTrue();
    assertThat(tally.isComplete()).isTrue();
    assertThat(tally.summary(Duration.ofMillis(12_340)))
        .isEqualTo("demo: 1 images, 2 captions, 1 alerts raised, 0 dead letters, 12.3 s");
  }

  @Test
  void aSampleThatFailedIsThroughButNotComplete() {
    tally.countDeadLetter("cat");
    tally.count(failed(RIGHT, "cat"));
    tally.count(failed(WRONG, "cat"));

    assertThat(tally.isThrough()).isTrue();
    assertThat(tally.isComplete()).isFalse();
    assertThat(tally.summary(Duration.ofSeconds(1)))
        .isEqualTo("demo: 0 images, 0 captions, 0 alerts raised, 1 dead letters, 1.0 s");
  }

  @Test
  void onlyTheLatestStateCounts() {
    tally.count(scored(WRONG, "cat", Verdict.MISMATCH));
    tally.count(alert(WRONG, AlertState.RAISED));
    tally.count(alert(WRONG, AlertState.RESOLVED));
    tally.count(scored(WRONG, "cat", Verdict.MATCH));

    assertThat(tally.summary(Duration.ZERO)).contains("0 alerts raised");
  }

  @Test
  void recordsOfOthersDoNotCount() {
    tally.count(image("dog"));
    tally.count(scored("dog-caption", "dog", Verdict.MATCH));
    tally.count(alert("dog-caption", AlertState.RAISED));

    assertThat(tally.summary(Duration.ZERO))
        .startsWith("demo: 0 images, 0 captions, 0 alerts raised");
  }
}
