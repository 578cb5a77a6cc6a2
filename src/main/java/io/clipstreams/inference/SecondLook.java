package io.clipstreams.inference;

import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.scoring.FoundBox;
import io.clipstreams.scoring.PatchGrid;
import io.clipstreams.scoring.Vectors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * Looks at found boxes once more, at each as a whole. Of many windows one is like nearly any prompt
 * by chance; that the box around it is like it as well is far less likely. For one image, by one
 * thread.
 */
final class SecondLook {
  /** Of a prompt; a map of specks has no end of regions, and each costs as much as a window. */
  private static final int MOST_BOXES = 32;

  private final Encoder encoder;
  private final DecodedImage image;
  private final double minSimilarity;
  private final Map<PatchGrid.Area, CompletableFuture<float[]>> begun = new HashMap<>();

  /**
   * @param encoder embeds boxes
   * @param image in which they are
   * @param minSimilarity the cosine of prompt and box from which a box stays; at -1 all of them do,
   *     and none is looked at
   */
  SecondLook(Encoder encoder, DecodedImage image, double minSimilarity) {
    this.encoder = Objects.requireNonNull(encoder, "encoder");
    this.image = Objects.requireNonNull(image, "image");
    this.minSimilarity = minSimilarity;
  }

  /** Begins to embed boxes, those of several prompts together. */
  void begin(List<FoundBox> bestFirst) {
    if (isWanted()) {
      for (FoundBox box : most(bestFirst)) {
        begun.computeIfAbsent(seen(box), area -> encoder.submitPart(image, area));
      }
    }
  }

  private boolean isWanted() {
    return minSimilarity > -1;
  }

  private static List<FoundBox> most(List<FoundBox> bestFirst) {
    return bestFirst.subList(0, Math.min(MOST_BOXES, bestFirst.size()));
  }

  /** A model sees squares. */
  private PatchGrid.Area seen(FoundBox box) {
    return box.area().square(image.width(), image.height());
  }

  /**
   * The boxes that stay.
   *
   * @param bestFirst as they were begun
   * @param prompt the prompt's embedding
   * @throws ProcessingException INFERENCE_FAILED
   */
  List<FoundBox> confirmed(List<FoundBox> bestFirst, float[] prompt) throws ProcessingException {
    if (!isWanted()) {
      return bestFirst;
    }
    List<FoundBox> confirmed = new ArrayList<>();
    for (FoundBox box : most(bestFirst)) {
      if (Vectors.cosine(prompt, Encoder.await(begun.get(seen(box)))) >= minSimilarity) {
        confirmed.add(box);
      }
    }
    return List.copyOf(confirmed);
  }
}
