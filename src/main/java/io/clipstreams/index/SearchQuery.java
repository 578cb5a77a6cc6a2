package io.clipstreams.index;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A search for what is similar to a vector.
 *
 * @param target what is searched
 * @param vector of the model's dimension; of any length but 0
 * @param k how many hits, at least 1
 * @param offset how many better ones are left out, for paging
 * @param minSimilarity the least cosine of a hit
 * @param labels what an image must carry, each as LABEL or as SET:LABEL; of captions, what their
 *     image must carry
 * @param attributes what a hit must have
 * @param excluded an id that is no hit: the thing that others are to be similar to
 */
public record SearchQuery(
    SearchTarget target,
    float[] vector,
    int k,
    int offset,
    OptionalDouble minSimilarity,
    List<String> labels,
    Map<String, String> attributes,
    Optional<String> excluded) {
  /** The most that {@code offset} and {@code k} may come to. */
  public static final int DEEPEST = 10_000;

  /**
   * @throws IllegalArgumentException if k, offset or minSimilarity is out of range
   */
  public SearchQuery {
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(vector, "vector");
    Objects.requireNonNull(minSimilarity, "minSimilarity");
    Objects.requireNonNull(excluded, "excluded");
    labels = List.copyOf(labels);
    attributes = Map.copyOf(attributes);
    if (k < 1) {
      throw new IllegalArgumentException("k is " + k + "; the least is 1");
    }
    if (offset < 0) {
      throw new IllegalArgumentException("offset is " + offset + "; the least is 0");
    }
    if ((long) offset + k > DEEPEST) {
      throw new IllegalArgumentException(
          "offset %d and k %d come to more than %d".formatted(offset, k, DEEPEST));
    }
    if (minSimilarity.isPresent() && !(Math.abs(minSimilarity.getAsDouble()) <= 1)) {
      throw new IllegalArgumentException(
          "minSimilarity is " + minSimilarity.getAsDouble() + "; a cosine is -1 to 1");
    }
  }

  /** The k most similar. */
  public static SearchQuery of(SearchTarget target, float[] vector, int k) {
    return new SearchQuery(
        target, vector, k, 0, OptionalDouble.empty(), List.of(), Map.of(), Optional.empty());
  }

  /** The next ones after so many. */
  public SearchQuery from(int better) {
    return new SearchQuery(target, vector, k, better, minSimilarity, labels, attributes, excluded);
  }

  /** Only what is at least so similar. */
  public SearchQuery atLeast(double cosine) {
    return new SearchQuery(
        target, vector, k, offset, OptionalDouble.of(cosine), labels, attributes, excluded);
  }

  /** Only what carries all these labels and attributes. */
  public SearchQuery with(List<String> carriedLabels, Map<String, String> carriedAttributes) {
    return new SearchQuery(
        target, vector, k, offset, minSimilarity, carriedLabels, carriedAttributes, excluded);
  }

  /** All but this. */
  public SearchQuery without(String id) {
    return new SearchQuery(
        target, vector, k, offset, minSimilarity, labels, attributes, Optional.of(id));
  }
}
