package io.clipstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CellsTest {
  @Test
  void theEndOfAPathIsKept() {
    assertThat(Cells.end("photos/moose.jpg", 20)).isEqualTo("photos/moose.jpg");
    assertThat(Cells.end("photos/moose.jpg", 10)).isEqualTo("…moose.jpg");
  }

  @Test
  void linesAreBrokenAtBlanks() {
    assertThat(Cells.wrap("one two three", 7)).containsExactly("one two", "three");
    assertThat(Cells.wrap("incomprehensible", 5)).containsExactly("incomprehensible");
  }

  @Test
  void barsAndNamesShareALine() {
    List<BarRow> rows =
        List.of(new BarRow("short", "1.0", 1), new BarRow("x".repeat(60), "0.25", 0.25));
    assertThat(BarRow.lines(rows, 40, OptionalInt.empty()).get(0))
        .isEqualTo("  short" + " ".repeat(35) + "   1.0  " + "█".repeat(30));
    assertThat(BarRow.lines(rows, 40, OptionalInt.of(50)))
        .allMatch(line -> line.length() <= 50)
        .anyMatch(line -> line.contains("…"));
  }

  @Test
  void aCaptionNeitherBreaksTheLineNorSpeaksToTheTerminal() {
    assertThat(Cells.plain("a\nb\tc\u001b[31mred\u202eevil\u0007"))
        .isEqualTo("a b c\uFFFD[31mred\uFFFDevil\uFFFD");
    assertThat(Cells.plain("naïve 犬 🐕")).isEqualTo("naïve 犬 🐕");
  }

  @Test
  void cellsAreExactlyAsWideAsTold() {
    assertThat(Cells.fit("ab", 4)).isEqualTo("ab  ");
    assertThat(Cells.fit("abcdef", 4)).isEqualTo("abc…");
    assertThat(Cells.fit("🐕🐕🐕", 2)).isEqualTo("🐕…");
  }

  @Test
  void aTablesColumnsAreAlignedAndItsLinesHaveNoTrail() {
    assertThat(new Table("A", "B").row("long", "").row("x", "y").lines())
        .containsExactly("A     B", "long", "x     y");
  }
}
