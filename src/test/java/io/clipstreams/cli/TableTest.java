package io.clipstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TableTest {
  private static Table table() {
    return new Table("", "[1]", "[2]", "[3]")
        .row("a cat", "0.101", "0.102", "0.103*")
        .row("a dog", "0.2", "0.3", "");
  }

  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    assertThat(table().lines())
        .containsExactly(
            "       [1]    [2]    [3]", "a cat  0.101  0.102  0.103*", "a dog  0.2    0.3");
    assertThat(table().lines(OptionalInt.of(27))).isEqualTo(table().lines());
  }

  @Test
  void columnsThatHaveNoPlaceFollowBelow() {
    assertThat(table().lines(OptionalInt.of(20)))
        .containsExactly(
            "       [1]    [2]",
            "a cat  0.101  0.102",
            "a dog  0.2    0.3",
            "",
            "       [3]",
            "a cat  0.103*",
            "a dog");
    assertThat(table().lines(OptionalInt.of(3))).as("one a part at least").hasSize(3 * 3 + 2);
    assertThat(new Table("one").row("a").lines(OptionalInt.of(1))).containsExactly("one", "a");
  }
}
