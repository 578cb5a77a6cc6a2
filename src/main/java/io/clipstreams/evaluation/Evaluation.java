package io.clipstreams.evaluation;

import io.clipstreams.evaluation.EmbeddedPair.EmbeddedText;
import io.clipstreams.scoring.ContrastPolicy;
import io.clipstreams.scoring.MismatchPolicy;
import io.clipstreams.scoring.NeighboursPolicy;
import io.clipstreams.scoring.ReferencePair;
import io.clipstreams.scoring.ReferenceSet;
import io.clipstreams.scoring.SeededHash;
import io.clipstreams.scoring.SimilarityPolicy;
import io.clipstreams.scoring.Standing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Lets the policies judge right and wrong pairs, each by the other pairs of the table. As in the
 * stream, a pair is not judged by itself, by its image's other captions, nor by near-duplicates; so
 * an image with a foreign caption is judged neither by the image's own pair nor by the caption's.
 */
public final class Evaluation {
  /** A policy needs some pairs to judge by. */
  private static final int LEAST_REFERENCES = 2;

  private final List<EmbeddedPair> pairs;
  private final ReferenceSet references;

  /**
   * @param pairs right pairs
   * @param references how many of them the others are judged by, those with the smallest hash(seed,
   *     number of the pair)
   * @param seed another seed takes others
   * @throws IllegalArgumentException if there are fewer than three pairs
   */
  public Evaluation(List<EmbeddedPair> pairs, int references, long seed) {
    if (pairs.size() <= LEAST_REFERENCES) {
      throw new IllegalArgumentException(
          "%d pairs are too few, at least %d are needed: add rows to the table"
              .formatted(pairs.size(), LEAST_REFERENCES + 1));
    }
    this.pairs = List.copyOf(pairs);
    this.references = sample(pairs, references, seed);
  }

  private static ReferenceSet sample(List<EmbeddedPair> pairs, int size, long seed) {
    List<ReferencePair> all = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      EmbeddedPair pair = pairs.get(i);
      all.add(
          new ReferencePair(
              Integer.toString(i), pair.file(), pair.image(), pair.caption().vector()));
    }
    return new ReferenceSet(
        all.stream()
            .sorted(
                Comparator.comparing(
                    pair -> SeededHash.of(seed, pair.captionId()), Long::compareUnsigned))
            .limit(Math.min(size, ReferenceSet.MAX_SIZE))
            .toList());
  }

  /** The pairs that the others are judged by. */
  public ReferenceSet references() {
    return references;
  }

  /** All policies, in the order in which they are shown. */
  public static List<String> policyNames() {
    return policies().stream().map(MismatchPolicy::name).toList();
  }

  private static List<MismatchPolicy> policies() {
    Map<String, MismatchPolicy> scores = scores();
    return List.of(
        scores.get(SimilarityPolicy.NAME),
        scores.get(ContrastPolicy.NAME),
        scores.get(NeighboursPolicy.NAME));
  }

  /** The policies, and contrast by each standing, by name. Thresholds do not matter for scores. */
  static Map<String, MismatchPolicy> scores() {
    SimilarityPolicy similarity = new SimilarityPolicy(OptionalDouble.empty(), 0);
    Map<String, MismatchPolicy> scores = new LinkedHashMap<>();
    scores.put(SimilarityPolicy.NAME, similarity);
    for (Standing standing : Standing.values()) {
      scores.put(
          standing.shown(), ContrastPolicy.scoringBy(standing, similarity, LEAST_REFERENCES));
    }
    scores.put(
        NeighboursPolicy.NAME,
        new NeighboursPolicy(OptionalDouble.empty(), 0, similarity, LEAST_REFERENCES));
    return scores;
  }

  /**
   * Judges all right pairs and the wrong ones.
   *
   * @param rounds for each round a wrong caption a pair, where there is one
   * @param threshold the threshold that a policy would use
   */
  public List<PolicyScores> judge(
      List<List<Optional<EmbeddedText>>> rounds, ThresholdByPolicy threshold) {
    if (rounds.stream().flatMap(List::stream).allMatch(Optional::isEmpty)) {
      throw new IllegalArgumentException(
          "no picture can be given a wrong caption, since all captions say the same: add pictures"
              + " with other captions, or a column wrong_caption");
    }
    List<PolicyScores> judged = new ArrayList<>();
    for (MismatchPolicy policy : policies()) {
      judged.add(
          new PolicyScores(
              policy.name(),
              new Scores(right(policy), wrong(policy, rounds)),
              threshold.of(policy.name())));
    }
    return judged;
  }

  /** The threshold that a policy would use. */
  @FunctionalInterface
  public interface ThresholdByPolicy {
    /** By the policy's name. */
    OptionalDouble of(String policy);
  }

  double[] right(MismatchPolicy policy) {
    double[] scores = new double[pairs.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = score(policy, i, pairs.get(i).caption());
    }
    return scores;
  }

  private double[] wrong(MismatchPolicy policy, List<List<Optional<EmbeddedText>>> rounds) {
    return rounds.stream()
        .flatMapToDouble(round -> DoubleStream.of(wrongByPicture(policy, round)))
        .filter(score -> !Double.isNaN(score))
        .toArray();
  }

  /** Not a number where there is no wrong caption. */
  double[] wrongByPicture(MismatchPolicy policy, List<Optional<EmbeddedText>> round) {
    return IntStream.range(0, round.size())
        .mapToDouble(
            pair -> round.get(pair).map(caption -> score(policy, pair, caption)).orElse(Double.NaN))
        .toArray();
  }

  private double score(MismatchPolicy policy, int index, EmbeddedText caption) {
    EmbeddedPair pair = pairs.get(index);
    return policy
        .judge(
            pair.image(),
            caption.vector(),
            references.without(Integer.toString(index), pair.file()))
        .score();
  }
}
