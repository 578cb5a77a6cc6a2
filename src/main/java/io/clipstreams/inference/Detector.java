package io.clipstreams.inference;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.model.image.DecodedImage;
import io.clipstreams.scoring.BoxFinder;
import io.clipstreams.scoring.FoundBox;
import io.clipstreams.scoring.PatchGrid;
import io.clipstreams.scoring.RelevanceMap;
import io.clipstreams.scoring.Vectors;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Zero-shot detection: windows slide over an image, each is embedded once, and compared with any
 * number of prompts; the boxes that come of it are embedded as well. Prompts are taken as they are.
 * Safe for use by several threads.
 */
public final class Detector {
  /** As many windows are under way at once: enough for full batches, little memory. */
  private static final int AT_ONCE = 128;

  private final Encoder encoder;
  private final DetectionSettings settings;

  /**
   * @param encoder embeds windows and prompts
   * @param settings how images are searched
   */
  public Detector(Encoder encoder, DetectionSettings settings) {
    this.encoder = Objects.requireNonNull(encoder, "encoder");
    this.settings = Objects.requireNonNull(settings, "settings");
  }

  /**
   * How an image is cut up.
   *
   * @throws ProcessingException INVALID_EVENT if the settings do not suit the image
   */
  public PatchGrid grid(DecodedImage image) throws ProcessingException {
    return suitable(() -> settings.grid(image.width(), image.height()));
  }

  private static <T> T suitable(Supplier<T> made) throws ProcessingException {
    try {
      return made.get();
    } catch (IllegalArgumentException unsuitable) {
      throw new ProcessingException(FailureCode.INVALID_EVENT, unsuitable.getMessage(), unsuitable);
    }
  }

  /**
   * Searches an image.
   *
   * @param image the image
   * @param prompts what to look for; at least one
   * @throws ProcessingException INVALID_EVENT if there is no prompt, or the settings do not suit
   *     the image; EMPTY_TEXT or TEXT_TOO_LARGE for a prompt; INFERENCE_FAILED
   */
  public Detection detect(DecodedImage image, List<String> prompts) throws ProcessingException {
    return detect(image, prompts, () -> {});
  }

  /**
   * As {@link #detect(DecodedImage, List)}.
   *
   * @param embedded is run after each window
   */
  public Detection detect(DecodedImage image, List<String> prompts, Runnable embedded)
      throws ProcessingException {
    if (prompts.isEmpty()) {
      throw new ProcessingException(
          FailureCode.INVALID_EVENT, "there is no prompt: say what to look for");
    }
    PatchGrid grid = grid(image);
    BoxFinder boxes = suitable(settings::boxFinder);
    List<float[]> texts = prompts(prompts);
    double[][] similarities = similarities(image, grid, texts, embedded);
    SecondLook look = new SecondLook(encoder, image, settings.boxSimilarity());
    List<Detection.OfPrompt> candidates = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      RelevanceMap map = RelevanceMap.of(grid, similarities[i], settings.cuts());
      float best = (float) Arrays.stream(similarities[i]).max().orElseThrow();
      List<FoundBox> seen = boxes.find(grid, map, similarities[i]);
      look.begin(seen);
      candidates.add(new Detection.OfPrompt(prompts.get(i), map, best, seen));
    }
    List<Detection.OfPrompt> found = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      Detection.OfPrompt candidate = candidates.get(i);
      found.add(candidate.with(look.confirmed(candidate.boxes(), texts.get(i))));
    }
    return new Detection(grid, found);
  }

  private List<float[]> prompts(List<String> prompts) throws ProcessingException {
    List<CompletableFuture<EncodedText>> begun = prompts.stream().map(encoder::submitText).toList();
    List<float[]> vectors = new ArrayList<>();
    for (CompletableFuture<EncodedText> text : begun) {
      vectors.add(Encoder.await(text).vector());
    }
    return vectors;
  }

  /** By prompt and window; only as many windows' vectors are kept as are under way. */
  private double[][] similarities(
      DecodedImage image, PatchGrid grid, List<float[]> prompts, Runnable embedded)
      throws ProcessingException {
    List<PatchGrid.Window> windows = grid.windows();
    double[][] similarities = new double[prompts.size()][windows.size()];
    Deque<CompletableFuture<float[]>> begun = new ArrayDeque<>();
    int next = 0;
    for (int window = 0; window < windows.size(); window++) {
      for (; next < windows.size() && begun.size() < AT_ONCE; next++) {
        begun.add(encoder.submitPart(image, grid.area(windows.get(next))));
      }
      float[] vector = Encoder.await(begun.remove());
      for (int prompt = 0; prompt < prompts.size(); prompt++) {
        similarities[prompt][window] = Vectors.cosine(prompts.get(prompt), vector);
      }
      embedded.run();
    }
    return similarities;
  }
}
