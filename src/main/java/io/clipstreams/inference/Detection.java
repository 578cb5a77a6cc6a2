package io.clipstreams.inference;

import io.clipstreams.scoring.FoundBox;
import io.clipstreams.scoring.PatchGrid;
import io.clipstreams.scoring.RelevanceMap;
import java.util.List;
import java.util.Objects;

/**
 * What was found in an image.
 *
 * @param grid how the image was cut into patches
 * @param prompts what was found for each prompt, in their order
 */
public record Detection(PatchGrid grid, List<OfPrompt> prompts) {
  public Detection {
    Objects.requireNonNull(grid, "grid");
    prompts = List.copyOf(prompts);
  }

  /**
   * What was found for one prompt.
   *
   * @param prompt the prompt
   * @param map how relevant each patch is to it
   * @param bestSimilarity cosine of the prompt and the best window of the image, -1 to 1
   * @param boxes the most similar first; none where the object seems absent
   */
  public record OfPrompt(
      String prompt, RelevanceMap map, float bestSimilarity, List<FoundBox> boxes) {
    public OfPrompt {
      Objects.requireNonNull(prompt, "prompt");
      Objects.requireNonNull(map, "map");
      boxes = List.copyOf(boxes);
    }

    /** The same with other boxes. */
    OfPrompt with(List<FoundBox> others) {
      return new OfPrompt(prompt, map, bestSimilarity, others);
    }
  }
}
