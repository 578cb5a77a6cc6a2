package io.clipstreams.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clipstreams.evaluation.EmbeddedPair.EmbeddedText;
import io.clipstreams.scoring.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RepetitionsTest {
  private static final int DIMENSION = 16;
  private static final int ROUNDS = 8;

  /** Captions lie near their images, and all captions near one place, as a model's do. */
  private static List<EmbeddedPair> pairs(int count) {
    Random random = new Random(5);
    List<EmbeddedPair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] image = new float[DIMENSION];
      float[] caption = new float[DIMENSION];
      for (int k = 0; k < DIMENSION; k++) {
        image[k] = (float) random.nextGaussian();
        caption[k] = image[k] + (float) (1.5 * random.nextGaussian());
      }
      pairs.add(
          new EmbeddedPair(
              "f" + i,
              Vectors.normalize(image),
              new EmbeddedText("text " + i, Vectors.normalize(caption)),
              Optional.empty()));
    }
    return pairs;
  }

  private static Map<String, Repetitions.Row> rows(Repetitions repetitions) {
    return repetitions.rows(0.05).stream()
        .collect(Collectors.toMap(Repetitions.Row::name, Function.identity()));
  }

  @Test
  void theSameSeedGivesTheSameFiguresAndRoundsDiffer() {
    List<EmbeddedPair> pairs = pairs(30);
    Repetitions one = Repetitions.of(pairs, WrongCaptions.DEALT, 12, ROUNDS, 1);
    Repetitions two = Repetitions.of(pairs, WrongCaptions.DEALT, 12, ROUNDS, 1);
    assertThat(one.rows(0.05)).isEqualTo(two.rows(0.05));
    assertThat(one.choose(10, 3)).isEqualTo(two.choose(10, 3));
    assertThat(rows(one).get("similarity").rocAuc().std()).isPositive();
  }

  @Test
  void differencesAreThoseOfTheMeans() {
    Map<String, Repetitions.Row> rows =
        rows(Repetitions.of(pairs(30), WrongCaptions.DEALT, 12, ROUNDS, 1));
    assertThat(rows)
        .containsOnlyKeys("similarity", "contrast", "images alone", "images counted", "neighbours");
    double difference =
        rows.get("contrast").rocAuc().mean() - rows.get("similarity").rocAuc().mean();
    assertThat(rows.get("contrast").overSimilarity().overRounds().mean())
        .isCloseTo(difference, within(1e-12));
    assertThat(rows.get("contrast").overSimilarity().errorOverPictures()).isPositive();
    assertThat(rows.get("similarity").overSimilarity())
        .isEqualTo(new Repetitions.Gain(new Spread(0, 0), 0));
  }

  @Test
  void everySplitChoosesOne() {
    Repetitions.Choice choice =
        Repetitions.of(pairs(20), WrongCaptions.DEALT, 10, ROUNDS, 1).choose(15, 2);
    assertThat(choice.chosen().values().stream().mapToInt(times -> times).sum()).isEqualTo(15);
  }
}
