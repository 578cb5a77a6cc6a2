package io.clipstreams.inference;

import io.clipstreams.scoring.BoxFinder;
import io.clipstreams.scoring.PatchGrid;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How an image is searched for a prompt's object.
 *
 * @param patch side of a patch in pixels; from the image's size if it is empty
 * @param patches how many patches a square image has along a side, where {@code patch} is empty
 * @param window side of a window in patches
 * @param stride step of the window in patches
 * @param cuts how often the mean of the relevance map is taken off
 * @param threshold the relevance from which a patch belongs to a box, above 0 to 1
 * @param minSimilarity the cosine that the best window must reach for a box, -1 to 1
 * @param boxSimilarity the cosine that the box itself must reach, -1 to 1
 * @param mergeIou the intersection over union from which two boxes become one, above 0 to 1
 * @param maxWindows how many windows an image may have
 */
public record DetectionSettings(
    OptionalInt patch,
    int patches,
    int window,
    int stride,
    int cuts,
    double threshold,
    double minSimilarity,
    double boxSimilarity,
    double mergeIou,
    int maxWindows) {
  /** As many patches as an image may have, whatever its windows: the map goes into a record. */
  static final int MAX_PATCHES = 65_536;

  /**
   * The same with what is given in the place of patch, window, stride and threshold. A stride that
   * is not given is no longer than the window.
   */
  public DetectionSettings with(
      OptionalInt otherPatch,
      OptionalInt otherWindow,
      OptionalInt otherStride,
      OptionalDouble otherThreshold) {
    int wanted = otherWindow.orElse(window);
    return new DetectionSettings(
        otherPatch.isPresent() ? otherPatch : patch,
        patches,
        wanted,
        otherStride.orElse(Math.min(stride, wanted)),
        cuts,
        otherThreshold.orElse(threshold),
        minSimilarity,
        boxSimilarity,
        mergeIou,
        maxWindows);
  }

  /**
   * The patches and windows of an image.
   *
   * @throws IllegalArgumentException if a number is out of its range, or there would be too many
   *     windows or patches, with the remedy
   */
  PatchGrid grid(int width, int height) {
    int side = patch.orElse(PatchGrid.patchFor(width, height, patches));
    PatchGrid grid = new PatchGrid(width, height, side, window, stride);
    if (grid.windowCount() > maxWindows) {
      throw new IllegalArgumentException(
          "%d x %d pixels in patches of %d and steps of %d patches make %d windows, allowed are %d: choose a greater stride or patch, or raise clip.detection.max.windows"
              .formatted(width, height, side, stride, grid.windowCount(), maxWindows));
    }
    if (grid.patchCount() > MAX_PATCHES) {
      throw new IllegalArgumentException(
          "%d x %d pixels make %d patches of %d, allowed are %d: choose a greater patch"
              .formatted(width, height, grid.patchCount(), side, MAX_PATCHES));
    }
    return grid;
  }

  BoxFinder boxFinder() {
    return new BoxFinder(threshold, minSimilarity, mergeIou);
  }
}
