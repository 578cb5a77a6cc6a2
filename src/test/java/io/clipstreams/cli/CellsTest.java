package io.clipstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CellsTest {
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
