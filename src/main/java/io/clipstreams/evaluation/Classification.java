package io.clipstreams.evaluation;

import java.util.List;
import java.util.TreeSet;

/**
 * How often images got the label that they should have.
 *
 * @param results one an image
 */
public record Classification(List<Result> results) {
  /** How many labels count as the first ones. */
  public static final int TOP = 5;

  public Classification {
    results = List.copyOf(results);
  }

  /**
   * An image's labels.
   *
   * @param expected the right one
   * @param best those found, best first; at least one
   */
  public record Result(String expected, List<String> best) {
    public Result {
      best = List.copyOf(best);
    }
  }

  /** How many images were counted. */
  public int total() {
    return results.size();
  }

  /** How many have the right label first. */
  public long first() {
    return results.stream().filter(image -> image.best.get(0).equals(image.expected)).count();
  }

  /** How many have the right label among the first {@value #TOP}. */
  public long amongTop() {
    return results.stream()
        .filter(image -> image.best.stream().limit(TOP).anyMatch(image.expected::equals))
        .count();
  }

  /** {@link #first()} as a share, 0 to 1; of no images 0. */
  public double firstShare() {
    return share(first());
  }

  /** {@link #amongTop()} as a share, 0 to 1; of no images 0. */
  public double amongTopShare() {
    return share(amongTop());
  }

  private double share(long images) {
    return results.isEmpty() ? 0 : (double) images / results.size();
  }

  /** All labels that were expected or found first, in alphabetical order. */
  public List<String> labels() {
    TreeSet<String> labels = new TreeSet<>();
    for (Result image : results) {
      labels.add(image.expected);
      labels.add(image.best.get(0));
    }
    return List.copyOf(labels);
  }

  /** How many images that should have one label had the other first. */
  public long count(String expected, String found) {
    return results.stream()
        .filter(image -> image.expected.equals(expected) && image.best.get(0).equals(found))
        .count();
  }
}
