package io.clipstreams.scoring;

import java.util.Arrays;
import java.util.List;

/**
 * How relevant each patch of an image is to a prompt.
 *
 * @param rows patches from top to bottom
 * @param columns patches from left to right
 * @param scores {@code rows * columns} numbers from 0 to 1, row by row; not copied
 */
public record RelevanceMap(int rows, int columns, float[] scores) {
  /** Differences of means that are the arithmetic's, not the image's. */
  private static final double FLAT = 1e-9;

  /**
   * @throws IllegalArgumentException if there are not as many scores as patches
   */
  public RelevanceMap {
    if (scores.length != rows * columns) {
      throw new IllegalArgumentException(
          "%d scores for %d x %d patches".formatted(scores.length, rows, columns));
    }
  }

  /**
   * The map of a prompt. A patch's value is the mean similarity of the windows that cover it. Then,
   * as often as asked for, the map's mean is taken off and what is negative becomes 0; the rest is
   * scaled so that the most relevant patch has 1. A map without differences is 1 everywhere: no
   * patch is less relevant than another.
   *
   * @param grid the patches and windows
   * @param similarities of the prompt and each window, in the order of {@link PatchGrid#windows}
   * @param cuts how often the mean is taken off; 0 scales from the smallest value
   * @throws IllegalArgumentException if there are not as many similarities as windows
   */
  public static RelevanceMap of(PatchGrid grid, double[] similarities, int cuts) {
    double[] values = means(grid, similarities);
    double least = Arrays.stream(values).min().orElseThrow();
    for (int i = 0; i < values.length; i++) {
      values[i] -= least;
    }
    boolean flat = Arrays.stream(values).max().orElseThrow() < FLAT;
    for (int cut = 0; cut < cuts && !flat; cut++) {
      double mean = Arrays.stream(values).average().orElseThrow();
      for (int i = 0; i < values.length; i++) {
        values[i] = Math.max(0, values[i] - mean);
      }
    }
    double most = Arrays.stream(values).max().orElseThrow();
    float[] scores = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      scores[i] = flat ? 1 : (float) (values[i] / most);
    }
    return new RelevanceMap(grid.rows(), grid.columns(), scores);
  }

  private static double[] means(PatchGrid grid, double[] similarities) {
    List<PatchGrid.Window> windows = grid.windows();
    if (windows.size() != similarities.length) {
      throw new IllegalArgumentException(
          similarities.length + " similarities for " + windows.size() + " windows");
    }
    double[] sums = new double[grid.rows() * grid.columns()];
    int[] covered = new int[sums.length];
    for (int i = 0; i < similarities.length; i++) {
      PatchGrid.Window window = windows.get(i);
      for (int row = window.row(); row < window.row() + window.rows(); row++) {
        int from = row * grid.columns() + window.column();
        for (int place = from; place < from + window.columns(); place++) {
          sums[place] += similarities[i];
          covered[place]++;
        }
      }
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= covered[i];
    }
    return sums;
  }

  /** The score of a patch, 0 to 1. */
  public float at(int row, int column) {
    return scores[row * columns + column];
  }
}
