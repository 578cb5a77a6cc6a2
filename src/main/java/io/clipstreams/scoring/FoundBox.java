package io.clipstreams.scoring;

import java.util.Comparator;
import java.util.Objects;

/**
 * Where a prompt's object seems to be.
 *
 * @param area in pixels of the image as displayed
 * @param score mean relevance of its patches, 0 to 1
 * @param similarity cosine of the prompt and the best window in it, -1 to 1
 */
public record FoundBox(PatchGrid.Area area, float score, float similarity) {
  /** The most similar first, of equals the most relevant. */
  public static final Comparator<FoundBox> BEST_FIRST =
      Comparator.comparingDouble(FoundBox::similarity)
          .thenComparingDouble(FoundBox::score)
          .reversed();

  public FoundBox {
    Objects.requireNonNull(area, "area");
  }
}
