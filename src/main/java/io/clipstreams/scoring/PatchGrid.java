package io.clipstreams.scoring;

import java.util.ArrayList;
import java.util.List;

/**
 * An image cut into square patches, and the windows of patches that slide over it. The last row and
 * column of patches may be cut short by the image's edge; the last windows end at that edge, so
 * that every pixel lies in a window.
 *
 * @param width of the image in pixels, at least 1
 * @param height of the image in pixels, at least 1
 * @param patch side of a patch in pixels, at least 1
 * @param window side of a window in patches, at least 1; along a side with fewer patches it takes
 *     all of them
 * @param stride step of the window in patches, 1 to {@code window}
 */
public record PatchGrid(int width, int height, int patch, int window, int stride) {
  /**
   * @throws IllegalArgumentException if a number is out of its range, naming it
   */
  public PatchGrid {
    requirePositive(width, "width");
    requirePositive(height, "height");
    requirePositive(patch, "patch");
    requirePositive(window, "window");
    requirePositive(stride, "stride");
    if (stride > window) {
      throw new IllegalArgumentException(
          "stride %d is greater than window %d: some patches would lie in no window"
              .formatted(stride, window));
    }
  }

  private static void requirePositive(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException("%s is %d, it must be at least 1".formatted(name, value));
    }
  }

  /**
   * The side of the patches of which an image has about so many, whatever its shape.
   *
   * @param patches how many a square image has along a side
   */
  public static int patchFor(int width, int height, int patches) {
    return (int) Math.max(1, Math.ceil(Math.sqrt((double) width * height) / patches));
  }

  /** Patches from top to bottom. */
  public int rows() {
    return count(height);
  }

  /** Patches from left to right. */
  public int columns() {
    return count(width);
  }

  private int count(int pixels) {
    return (pixels - 1) / patch + 1;
  }

  /** How many patches there are. */
  public long patchCount() {
    return (long) rows() * columns();
  }

  /** How many windows there are. */
  public long windowCount() {
    return (long) startCount(rows()) * startCount(columns());
  }

  private int startCount(int patches) {
    int last = patches - Math.min(window, patches);
    return last / stride + 1 + (last % stride == 0 ? 0 : 1);
  }

  /** All windows, row by row. */
  public List<Window> windows() {
    int windowRows = Math.min(window, rows());
    int windowColumns = Math.min(window, columns());
    List<Window> windows = new ArrayList<>();
    for (int row = 0; row < startCount(rows()); row++) {
      for (int column = 0; column < startCount(columns()); column++) {
        windows.add(
            new Window(
                Math.min(row * stride, rows() - windowRows),
                Math.min(column * stride, columns() - windowColumns),
                windowRows,
                windowColumns));
      }
    }
    return windows;
  }

  /** The pixels of a window. */
  public Area area(Window patches) {
    int x = patches.column * patch;
    int y = patches.row * patch;
    return new Area(
        x,
        y,
        (int) Math.min((long) patches.columns * patch, width - x),
        (int) Math.min((long) patches.rows * patch, height - y));
  }

  /**
   * A rectangle of patches.
   *
   * @param row the topmost
   * @param column the leftmost
   * @param rows how many from top to bottom
   * @param columns how many from left to right
   */
  public record Window(int row, int column, int rows, int columns) {
    /** Whether they have a patch in common. */
    boolean meets(Window other) {
      return row < other.row + other.rows
          && other.row < row + rows
          && column < other.column + other.columns
          && other.column < column + columns;
    }

    /** Whether the other's middle lies in this one. */
    boolean holdsMiddleOf(Window other) {
      int middleRow = other.row + other.rows / 2;
      int middleColumn = other.column + other.columns / 2;
      return meets(new Window(middleRow, middleColumn, 1, 1));
    }
  }

  /**
   * A rectangle of pixels.
   *
   * @param x left edge
   * @param y top edge
   * @param width at least 1
   * @param height at least 1
   */
  public record Area(int x, int y, int width, int height) {
    /** Intersection over union, 0 to 1. */
    public double iou(Area other) {
      long across = Math.min(x + width, other.x + other.width) - (long) Math.max(x, other.x);
      long down = Math.min(y + height, other.y + other.height) - (long) Math.max(y, other.y);
      if (across <= 0 || down <= 0) {
        return 0;
      }
      double common = (double) across * down;
      return common / ((double) width * height + (double) other.width * other.height - common);
    }

    /**
     * The square around its middle that holds it, moved into the image where it would reach beyond;
     * where the image itself is narrower than that, as wide as the image.
     */
    public Area square(int imageWidth, int imageHeight) {
      int side = Math.max(width, height);
      int across = Math.min(side, imageWidth);
      int down = Math.min(side, imageHeight);
      return new Area(
          Math.max(0, Math.min(imageWidth - across, x + width / 2 - across / 2)),
          Math.max(0, Math.min(imageHeight - down, y + height / 2 - down / 2)),
          across,
          down);
    }

    /** The smallest rectangle around both. */
    public Area around(Area other) {
      int left = Math.min(x, other.x);
      int top = Math.min(y, other.y);
      return new Area(
          left,
          top,
          Math.max(x + width, other.x + other.width) - left,
          Math.max(y + height, other.y + other.height) - top);
    }
  }
}
