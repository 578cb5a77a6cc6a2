package io.clipstreams.local;

import static io.clipstreams.local.DemoRecords.image;
import static io.clipstreams.local.DemoRecords.label;
import static io.clipstreams.local.DemoRecords.pending;
import static io.clipstreams.local.DemoRecords.scored;
import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.EnrichedCaption;
import io.clipstreams.Verdict;
import org.junit.jupiter.api.Test;

class DemoTableTest {
  private final DemoTable table = new DemoTable("default", false);

  @Test
  void aRowIsMadeWhenImageAndCaptionAreThereInEitherOrder() {
    assertThat(table.add(pending("first", "cat"))).isEmpty();
    assertThat(table.add(scored("first", "cat", Verdict.MATCH))).isEmpty();

    assertThat(table.add(image("cat", label("cat", 0.876f), label("dog", 0.1f))))
        .singleElement()
        .asString()
        .matches("cat +cat 88% +text of first +0\\.313 +match");
    assertThat(table.add(scored("second", "cat", Verdict.MATCH)))
        .singleElement()
        .asString()
        .contains("text of second");
    assertThat(table.add(image("cat"))).isEmpty();
  }

  @Test
  void alertsStandOut() {
    DemoTable coloured = new DemoTable("default", true);
    EnrichedCaption mismatch = scored("wrong", "cat", Verdict.MISMATCH);
    table.add(image("cat"));
    coloured.add(image("cat"));

    assertThat(table.add(mismatch)).singleElement().asString().endsWith("ALERT mismatch");
    assertThat(coloured.add(mismatch))
        .singleElement()
        .asString()
        .startsWith("\u001b[1;31m")
        .endsWith("\u001b[0m");
  }

  @Test
  void columnsStayInPlaceWhateverTheTextHolds() {
    table.add(image("an-image-with-a-rather-long-name", label("l".repeat(60), 1f)));
    EnrichedCaption caption =
        EnrichedCaption.newBuilder(
                scored("c", "an-image-with-a-rather-long-name", Verdict.UNDECIDED))
            .setText("two\nlines " + "x".repeat(80))
            .build();

    String row = table.add(caption).get(0);

    assertThat(row).doesNotContain("\n").contains("…").endsWith("undecided");
    assertThat(row.indexOf("undecided")).isEqualTo(table.header().indexOf("verdict"));
  }
}
