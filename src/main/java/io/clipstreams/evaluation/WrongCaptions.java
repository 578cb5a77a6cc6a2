package io.clipstreams.evaluation;

import io.clipstreams.evaluation.EmbeddedPair.EmbeddedText;
import io.clipstreams.scoring.References;
import io.clipstreams.scoring.Vectors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Where wrong pairs come from: each image gets one caption that is not its own. */
public enum WrongCaptions {
  /**
   * The caption that the table names; where it names none, captions change places at random, no
   * image keeping its own or one of the same text, and every caption is used once.
   */
  DEALT {
    @Override
    List<Optional<EmbeddedText>> deal(List<EmbeddedPair> pairs, long seed) {
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < pairs.size(); i++) {
        order.add(i);
      }
      Collections.shuffle(order, new Random(seed));
      return repaired(pairs, order);
    }
  },

  /**
   * Each image gets the caption of another that is most like its own, by the cosine of the
   * captions: what somebody would mistake for it. It is not chosen by how well it fits the image,
   * since that is what is measured. A caption may be used more than once. What the table names is
   * taken only where there is no other.
   */
  HARD {
    @Override
    List<Optional<EmbeddedText>> deal(List<EmbeddedPair> pairs, long seed) {
      List<Optional<EmbeddedText>> dealt = new ArrayList<>();
      for (EmbeddedPair pair : pairs) {
        Optional<EmbeddedText> nearest = Optional.empty();
        double likeness = Double.NEGATIVE_INFINITY;
        for (EmbeddedPair other : pairs) {
          double cosine = Vectors.dot(pair.caption().vector(), other.caption().vector());
          if (fits(pair, other) || cosine <= likeness) {
            continue;
          }
          likeness = cosine;
          nearest = Optional.of(other.caption());
        }
        dealt.add(nearest);
      }
      return dealt;
    }
  };

  /**
   * Deals several times, so that the figures depend less on who got what. What can be had in one
   * way only comes once.
   *
   * @param pairs the right pairs
   * @param seed another seed deals otherwise
   * @param rounds how often, at least once
   * @return for each round one wrong caption an image; none where no other caption can be had
   */
  public List<List<Optional<EmbeddedText>>> rounds(
      List<EmbeddedPair> pairs, long seed, int rounds) {
    boolean always =
        this == HARD || pairs.stream().allMatch(pair -> pair.wrongCaption().isPresent());
    return LongStream.range(seed, seed + (always ? 1 : Math.max(1, rounds)))
        .mapToObj(roundSeed -> round(pairs, roundSeed))
        .toList();
  }

  private List<Optional<EmbeddedText>> round(List<EmbeddedPair> pairs, long seed) {
    List<Optional<EmbeddedText>> dealt = deal(pairs, seed);
    return IntStream.range(0, pairs.size())
        .mapToObj(
            i ->
                this == HARD
                    ? dealt.get(i).or(pairs.get(i)::wrongCaption)
                    : pairs.get(i).wrongCaption().or(() -> dealt.get(i)))
        .toList();
  }

  abstract List<Optional<EmbeddedText>> deal(List<EmbeddedPair> pairs, long seed);

  /** Whether one pair's caption is right for the other's image, as far as can be known. */
  static boolean fits(EmbeddedPair pair, EmbeddedPair other) {
    return pair.file().equals(other.file())
        || pair.caption().text().equals(other.caption().text())
        || Vectors.dot(pair.caption().vector(), other.caption().vector())
            >= References.SAME_CAPTION;
  }

  /** Exchanges what does not do with the first that helps; some seeds need it, few pairs often. */
  private static List<Optional<EmbeddedText>> repaired(
      List<EmbeddedPair> pairs, List<Integer> order) {
    for (int i = 0; i < order.size(); i++) {
      for (int j = 0; j < order.size() && isBad(pairs, order, i); j++) {
        Collections.swap(order, i, j);
        if (isBad(pairs, order, i) || isBad(pairs, order, j)) {
          Collections.swap(order, i, j);
        }
      }
    }
    List<Optional<EmbeddedText>> dealt = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      dealt.add(
          isBad(pairs, order, i)
              ? Optional.empty()
              : Optional.of(pairs.get(order.get(i)).caption()));
    }
    return dealt;
  }

  private static boolean isBad(List<EmbeddedPair> pairs, List<Integer> order, int i) {
    return fits(pairs.get(i), pairs.get(order.get(i)));
  }
}
