package io.clipstreams.scoring;

import io.clipstreams.scoring.PatchGrid.Window;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/**
 * Turns a relevance map into boxes: one around each connected region of patches that are relevant
 * enough. A prompt whose best window is not similar enough has none: relevance alone is relative,
 * and some patch is always the most relevant.
 */
public final class BoxFinder {
  private final double threshold;
  private final double minSimilarity;
  private final double mergeIou;

  /**
   * @param threshold the relevance from which a patch belongs to a box, above 0 to 1
   * @param minSimilarity the cosine that the best window must reach, -1 to 1
   * @param mergeIou the intersection over union from which two boxes become one, above 0 to 1
   * @throws IllegalArgumentException if a number is out of its range, naming it
   */
  public BoxFinder(double threshold, double minSimilarity, double mergeIou) {
    this.threshold = within(threshold, 0, "threshold");
    this.minSimilarity = within(minSimilarity, -1, "least similarity");
    this.mergeIou = within(mergeIou, 0, "IoU of boxes to be merged");
  }

  private static double within(double value, int least, String name) {
    if (!(value >= least && value <= 1) || (value == 0 && least == 0)) {
      throw new IllegalArgumentException(
          "%s %s is not %s".formatted(name, value, least == 0 ? "above 0 to 1" : "-1 to 1"));
    }
    return value;
  }

  /**
   * Finds a prompt's boxes.
   *
   * @param grid the patches and windows
   * @param map the prompt's relevance
   * @param similarities of the prompt and each window, in the order of {@link PatchGrid#windows}
   * @return the boxes, the most similar first; none where the object seems absent
   */
  public List<FoundBox> find(PatchGrid grid, RelevanceMap map, double[] similarities) {
    if (Arrays.stream(similarities).max().orElse(-1) < minSimilarity) {
      return List.of();
    }
    List<Region> regions = new Regions(map).all();
    List<FoundBox> boxes = new ArrayList<>();
    for (Region region : merged(regions, grid)) {
      double similarity = bestIn(region.around(), grid.windows(), similarities);
      if (similarity >= minSimilarity) {
        boxes.add(
            new FoundBox(
                grid.area(region.around()),
                (float) (region.relevance() / region.patches()),
                (float) similarity));
      }
    }
    boxes.sort(FoundBox.BEST_FIRST);
    return List.copyOf(boxes);
  }

  /** Of the windows whose middle lies in the box; of a box with none, those that touch it. */
  private static double bestIn(Window box, List<Window> windows, double[] similarities) {
    double best = best(windows, similarities, box::holdsMiddleOf);
    return best >= -1 ? best : best(windows, similarities, box::meets);
  }

  private static double best(
      List<Window> windows, double[] similarities, Predicate<Window> counts) {
    double best = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < similarities.length; i++) {
      if (counts.test(windows.get(i))) {
        best = Math.max(best, similarities[i]);
      }
    }
    return best;
  }

  /** Until no two are left that overlap enough: the box around two may overlap a third. */
  private List<Region> merged(List<Region> regions, PatchGrid grid) {
    List<Region> left = new ArrayList<>(regions);
    for (int i = 0; i < left.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (overlap(left.get(i), left.get(j), grid) >= mergeIou) {
          left.set(j, left.get(j).with(left.remove(i)));
          i = 0;
          break;
        }
      }
    }
    return left;
  }

  private static double overlap(Region one, Region other, PatchGrid grid) {
    return grid.area(one.around()).iou(grid.area(other.around()));
  }

  /**
   * Connected patches.
   *
   * @param around the smallest rectangle around them
   * @param patches how many they are
   * @param relevance the sum of their relevances
   */
  private record Region(Window around, int patches, double relevance) {
    Region with(Region other) {
      int row = Math.min(around.row(), other.around.row());
      int column = Math.min(around.column(), other.around.column());
      int below = Math.max(around.row() + around.rows(), other.around.row() + other.around.rows());
      int right =
          Math.max(
              around.column() + around.columns(), other.around.column() + other.around.columns());
      return new Region(
          new Window(row, column, below - row, right - column),
          patches + other.patches,
          relevance + other.relevance);
    }
  }

  /** Finds the regions of one map. */
  private final class Regions {
    private final RelevanceMap map;
    private final boolean[] seen;

    Regions(RelevanceMap map) {
      this.map = map;
      this.seen = new boolean[map.scores().length];
    }

    List<Region> all() {
      List<Region> regions = new ArrayList<>();
      for (int place = 0; place < seen.length; place++) {
        if (isNew(place)) {
          regions.add(from(place));
        }
      }
      return regions;
    }

    private boolean isNew(int place) {
      return !seen[place] && map.scores()[place] >= threshold;
    }

    private Region from(int start) {
      Deque<Integer> open = new ArrayDeque<>();
      seen[start] = true;
      open.add(start);
      Region region = patch(start);
      while (!open.isEmpty()) {
        for (int neighbour : neighbours(open.remove())) {
          if (isNew(neighbour)) {
            seen[neighbour] = true;
            open.add(neighbour);
            region = region.with(patch(neighbour));
          }
        }
      }
      return region;
    }

    private Region patch(int place) {
      return new Region(
          new Window(place / map.columns(), place % map.columns(), 1, 1), 1, map.scores()[place]);
    }

    private List<Integer> neighbours(int place) {
      List<Integer> neighbours = new ArrayList<>(4);
      int column = place % map.columns();
      if (column > 0) {
        neighbours.add(place - 1);
      }
      if (column + 1 < map.columns()) {
        neighbours.add(place + 1);
      }
      if (place >= map.columns()) {
        neighbours.add(place - map.columns());
      }
      if (place + map.columns() < seen.length) {
        neighbours.add(place + map.columns());
      }
      return neighbours;
    }
  }
}
