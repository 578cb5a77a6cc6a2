package io.clipstreams.scoring;

import java.util.Arrays;
import java.util.Locale;

/**
 * Watches whether the cosines of recent pairs stay where those of the calibration were: a model
 * that sees other pictures, or captions of another kind, than it was calibrated on raises too many
 * or too few alerts. Safe for use by several threads.
 */
public final class DriftWatch {
  private final double least;
  private final double most;
  private final float[] recent;
  private int next;
  private int count;
  private double sum;
  private boolean outside;

  /**
   * @param size how many pairs are recent, at least 1; nothing is said before so many were seen
   * @param least lower end of the band in which the mean is expected
   * @param most upper end of it
   */
  public DriftWatch(int size, double least, double most) {
    this.recent = new float[size];
    this.least = least;
    this.most = most;
  }

  /**
   * Watches without expecting anything.
   *
   * @param size how many pairs are recent, at least 1
   */
  public static DriftWatch anywhere(int size) {
    return new DriftWatch(size, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  /** What one more pair made of the mean. */
  public enum Change {
    /** Nothing new. */
    NONE,
    /** It has left the band. */
    LEFT,
    /** It has come back. */
    RETURNED
  }

  /**
   * One more pair was judged.
   *
   * @param similarity its cosine
   */
  public synchronized Change see(float similarity) {
    if (count == recent.length) {
      sum -= recent[next];
    } else {
      count++;
    }
    recent[next] = similarity;
    sum += similarity;
    next = (next + 1) % recent.length;
    boolean left = count == recent.length && (mean() < least || mean() > most);
    if (left == outside) {
      return Change.NONE;
    }
    outside = left;
    return left ? Change.LEFT : Change.RETURNED;
  }

  /** Whether the mean of recent pairs is outside of the band. */
  public synchronized boolean isOutside() {
    return outside;
  }

  /** The mean cosine of recent pairs; not a number before the first. */
  public synchronized double mean() {
    return count == 0 ? Double.NaN : sum / count;
  }

  /**
   * The cosine that a share of recent pairs does not exceed; not a number before the first.
   *
   * @param share 0 to 1
   */
  public synchronized double quantile(double share) {
    if (count == 0) {
      return Double.NaN;
    }
    float[] sorted = Arrays.copyOf(recent, count);
    Arrays.sort(sorted);
    return sorted[(int) Math.round(share * (count - 1))];
  }

  /** The band, for people. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.3f to %.3f", least, most);
  }
}
