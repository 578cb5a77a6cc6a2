package io.clipstreams.index.folder;

import java.util.List;
import java.util.Objects;

/**
 * What an update has done.
 *
 * @param images of images
 * @param texts of texts
 * @param leftOut what could not be used, and why
 */
public record FolderReport(Counts images, Counts texts, List<String> leftOut) {
  public FolderReport {
    Objects.requireNonNull(images, "images");
    Objects.requireNonNull(texts, "texts");
    leftOut = List.copyOf(leftOut);
  }

  /**
   * Of one kind.
   *
   * @param embedded new, or other than before
   * @param unchanged as before
   * @param removed no longer there
   */
  public record Counts(int embedded, int unchanged, int removed) {
    /** How many the index now holds. */
    public int total() {
      return embedded + unchanged;
    }
  }
}
