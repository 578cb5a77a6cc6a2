package io.clipstreams.evaluation;

import io.clipstreams.evaluation.EmbeddedPair.EmbeddedText;
import io.clipstreams.scoring.SimilarityPolicy;
import io.clipstreams.scoring.Standing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * How far figures depend on chance. Every round deals wrong captions anew and judges by another
 * sample of the pairs; beside the policies the other scores are judged that contrast could have
 * been made of.
 */
public final class Repetitions {
  private final int pictures;
  private final List<Map<String, Judged>> rounds;

  private Repetitions(int pictures, List<Map<String, Judged>> rounds) {
    this.pictures = pictures;
    this.rounds = List.copyOf(rounds);
  }

  /** Scores by picture; not a number where a picture has no wrong caption. */
  private record Judged(double[] right, double[] wrong) {
    Scores of(IntPredicate chosen) {
      return new Scores(some(right, chosen), some(wrong, chosen));
    }

    private static double[] some(double[] scores, IntPredicate chosen) {
      return IntStream.range(0, scores.length)
          .filter(picture -> chosen.test(picture) && !Double.isNaN(scores[picture]))
          .mapToDouble(picture -> scores[picture])
          .toArray();
    }
  }

  /**
   * Judges.
   *
   * @param pairs right pairs
   * @param dealing where wrong captions come from
   * @param references by how many pairs others are judged
   * @param rounds how often
   * @param seed another seed draws otherwise
   */
  public static Repetitions of(
      List<EmbeddedPair> pairs, WrongCaptions dealing, int references, int rounds, long seed) {
    List<Map<String, Judged>> all = new ArrayList<>();
    for (long round = seed; round < seed + rounds; round++) {
      Evaluation evaluation = new Evaluation(pairs, references, round);
      List<Optional<EmbeddedText>> wrong = dealing.rounds(pairs, round, 1).get(0);
      Map<String, Judged> judged = new LinkedHashMap<>();
      Evaluation.scores()
          .forEach(
              (name, policy) ->
                  judged.put(
                      name,
                      new Judged(
                          evaluation.right(policy), evaluation.wrongByPicture(policy, wrong))));
      all.add(judged);
    }
    return new Repetitions(pairs.size(), all);
  }

  /**
   * What a score gave.
   *
   * @param name the score's
   * @param rocAuc over rounds
   * @param caught share of wrong pairs found at the false-alarm rate, over rounds
   * @param overSimilarity how much more ROC-AUC than the plain cosine, pair by pair of rounds
   * @param overContrast how much more than contrast
   */
  public record Row(
      String name, Spread rocAuc, Spread caught, Gain overSimilarity, Gain overContrast) {}

  /**
   * A difference of ROC-AUC.
   *
   * @param overRounds its mean, and how it is spread over rounds of the same pictures
   * @param errorOverPictures the standard error of that mean if other pictures had been drawn
   *     (jackknife)
   */
  public record Gain(Spread overRounds, double errorOverPictures) {}

  /** One row a score. */
  public List<Row> rows(double falseAlarmRate) {
    return names().stream().map(name -> row(name, falseAlarmRate)).toList();
  }

  private List<String> names() {
    return List.copyOf(rounds.get(0).keySet());
  }

  private Row row(String name, double rate) {
    return new Row(
        name,
        Spread.of(
            rounds.stream().mapToDouble(round -> auc(round, name, Repetitions::all)).toArray()),
        Spread.of(
            rounds.stream()
                .map(round -> round.get(name).of(Repetitions::all))
                .mapToDouble(scores -> 1 - scores.missRate(scores.thresholdAt(rate)))
                .toArray()),
        gain(name, SimilarityPolicy.NAME),
        gain(name, Standing.BOTH.shown()));
  }

  private Gain gain(String name, String over) {
    double[] without =
        IntStream.range(0, pictures)
            .mapToDouble(out -> mean(gains(name, over, picture -> picture != out)))
            .toArray();
    return new Gain(
        Spread.of(gains(name, over, Repetitions::all)),
        Spread.of(without).std() * Math.sqrt(pictures - 1.0));
  }

  private double[] gains(String name, String over, IntPredicate chosen) {
    return rounds.stream()
        .mapToDouble(round -> auc(round, name, chosen) - auc(round, over, chosen))
        .toArray();
  }

  private static double auc(Map<String, Judged> round, String name, IntPredicate chosen) {
    return round.get(name).of(chosen).rocAuc();
  }

  private static boolean all(int unusedPicture) {
    return true;
  }

  private static double mean(double[] values) {
    return DoubleStream.of(values).average().orElseThrow();
  }

  /**
   * What comes of choosing among the scores of {@link Standing}.
   *
   * @param chosen how often each was the best on one half of the pictures
   * @param overSimilarity how much more ROC-AUC than the plain cosine the chosen one then had on
   *     the other half
   * @param contrastAlways the same if contrast is taken whatever the first half says
   */
  public record Choice(Map<String, Integer> chosen, Spread overSimilarity, Spread contrastAlways) {}

  /**
   * Chooses on one half of the pictures and measures on the other, many times.
   *
   * @param splits how often the pictures are parted anew
   * @param seed another seed parts otherwise
   */
  public Choice choose(int splits, long seed) {
    Random random = new Random(seed);
    Map<String, Integer> chosen = new LinkedHashMap<>();
    for (Standing standing : Standing.values()) {
      chosen.put(standing.shown(), 0);
    }
    double[] gains = new double[splits];
    double[] always = new double[splits];
    for (int split = 0; split < splits; split++) {
      boolean[] first = half(random);
      String best = best(chosen.keySet(), picture -> first[picture]);
      chosen.merge(best, 1, Integer::sum);
      IntPredicate other = picture -> !first[picture];
      gains[split] = mean(gains(best, SimilarityPolicy.NAME, other));
      always[split] = mean(gains(Standing.BOTH.shown(), SimilarityPolicy.NAME, other));
    }
    return new Choice(chosen, Spread.of(gains), Spread.of(always));
  }

  private String best(Iterable<String> candidates, IntPredicate pictures) {
    String best = Standing.BOTH.shown();
    double most = Double.NEGATIVE_INFINITY;
    for (String candidate : candidates) {
      double gain = mean(gains(candidate, SimilarityPolicy.NAME, pictures));
      if (gain > most) {
        best = candidate;
        most = gain;
      }
    }
    return best;
  }

  private boolean[] half(Random random) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, pictures).boxed().toList());
    Collections.shuffle(order, random);
    boolean[] first = new boolean[pictures];
    order.subList(0, pictures / 2).forEach(picture -> first[picture] = true);
    return first;
  }
}
