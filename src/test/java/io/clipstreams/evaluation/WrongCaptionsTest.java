package io.clipstreams.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.evaluation.EmbeddedPair.EmbeddedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrongCaptionsTest {
  private static float[] at(double degrees) {
    double radians = Math.toRadians(degrees);
    return new float[] {(float) Math.cos(radians), (float) Math.sin(radians)};
  }

  private static EmbeddedPair pair(String file, String text, double degrees) {
    return new EmbeddedPair(file, at(0), new EmbeddedText(text, at(degrees)), Optional.empty());
  }

  private static List<EmbeddedPair> pairs(int count) {
    List<EmbeddedPair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // Every third caption says the same, and every file has two captions.
      pairs.add(pair("f" + i / 2, i % 3 == 0 ? "same" : "text " + i, i % 3 == 0 ? 0 : 25 + i * 5));
    }
    return pairs;
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 6, 7, 30})
  void nobodyIsDealtWhatFits(int count) {
    List<EmbeddedPair> pairs = pairs(count);
    for (List<Optional<EmbeddedText>> round : WrongCaptions.DEALT.rounds(pairs, 1, 20)) {
      for (int i = 0; i < count; i++) {
        EmbeddedPair own = pairs.get(i);
        round
            .get(i)
            .ifPresent(
                wrong ->
                    assertThat(
                            pairs.stream()
                                .filter(other -> other.caption().equals(wrong))
                                .anyMatch(other -> WrongCaptions.fits(own, other)))
                        .isFalse());
      }
    }
  }

  @Test
  void amongDistinctPairsEveryCaptionIsUsedOnce() {
    List<EmbeddedPair> pairs = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      pairs.add(pair("f" + i, "text " + i, i * 20));
    }
    for (long seed = 0; seed < 50; seed++) {
      assertThat(WrongCaptions.DEALT.rounds(pairs, seed, 1).get(0))
          .containsExactlyInAnyOrderElementsOf(
              pairs.stream().map(pair -> Optional.of(pair.caption())).toList());
    }
  }

  @Test
  void theSameSeedDealsTheSame() {
    List<EmbeddedPair> pairs = pairs(12);
    List<List<Optional<EmbeddedText>>> first = WrongCaptions.DEALT.rounds(pairs, 4, 3);
    List<List<Optional<EmbeddedText>>> again = WrongCaptions.DEALT.rounds(pairs(12), 4, 3);
    assertThat(texts(again)).isEqualTo(texts(first));
    assertThat(texts(WrongCaptions.DEALT.rounds(pairs, 5, 3))).isNotEqualTo(texts(first));
  }

  private static List<List<Optional<String>>> texts(List<List<Optional<EmbeddedText>>> rounds) {
    return rounds.stream()
        .map(round -> round.stream().map(text -> text.map(EmbeddedText::text)).toList())
        .toList();
  }

  @Test
  void hardDealsTheNearestCaptionThatIsNotTheSame() {
    List<EmbeddedPair> pairs =
        List.of(
            pair("a", "own", 0),
            pair("b", "the same", 10),
            pair("c", "near", 30),
            pair("d", "far", 90));
    List<List<Optional<EmbeddedText>>> rounds = WrongCaptions.HARD.rounds(pairs, 1, 10);
    assertThat(rounds).hasSize(1);
    assertThat(rounds.get(0).get(0).orElseThrow().text()).isEqualTo("near");
    assertThat(rounds.get(0).get(3).orElseThrow().text()).isEqualTo("near");
  }

  @Test
  void theTablesOwnWrongCaptionGoesFirstUnlessHardOnesAreAskedFor() {
    EmbeddedText named = new EmbeddedText("named", at(50));
    List<EmbeddedPair> pairs =
        List.of(
            new EmbeddedPair("a", at(0), new EmbeddedText("own", at(0)), Optional.of(named)),
            pair("b", "another", 90));
    assertThat(WrongCaptions.DEALT.rounds(pairs, 1, 1).get(0).get(0)).contains(named);
    assertThat(WrongCaptions.HARD.rounds(pairs, 1, 1).get(0).get(0))
        .contains(pairs.get(1).caption());
    assertThat(WrongCaptions.HARD.rounds(pairs.subList(0, 1), 1, 1).get(0).get(0))
        .as("there is no other")
        .contains(named);
    assertThat(WrongCaptions.DEALT.rounds(pairs, 1, 2)).hasSize(2);
    assertThat(WrongCaptions.DEALT.rounds(pairs.subList(0, 1), 1, 2)).hasSize(1);
  }

  @Test
  void whereThereIsNoOtherCaptionNoneIsDealt() {
    List<EmbeddedPair> pairs = List.of(pair("a", "one", 0), pair("b", "one", 0));
    assertThat(WrongCaptions.DEALT.rounds(pairs, 1, 1).get(0))
        .containsExactly(Optional.empty(), Optional.empty());
    assertThat(WrongCaptions.HARD.rounds(pairs, 1, 1).get(0))
        .containsExactly(Optional.empty(), Optional.empty());
  }
}
