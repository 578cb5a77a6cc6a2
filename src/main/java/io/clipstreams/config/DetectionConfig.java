package io.clipstreams.config;

import java.util.OptionalDouble;
import org.apache.kafka.common.config.ConfigDef.Range;

/** How images are searched for what a prompt names: {@code clip.detection.*}. */
public final class DetectionConfig {
  public static final String PATCHES_CONFIG = "clip.detection.patches";
  private static final String PATCHES_DOC =
      "How many patches a square image has along a side; other images have as many in all. A request"
          + " may name the side of a patch in pixels instead.";

  public static final String WINDOW_CONFIG = "clip.detection.window";
  private static final String WINDOW_DOC =
      "Side of the sliding window in patches: about the size of what is looked for. A request may say"
          + " otherwise.";

  public static final String STRIDE_CONFIG = "clip.detection.stride";
  private static final String STRIDE_DOC =
      "Step of the window in patches, at most the window. 2 embeds a quarter of the windows. A"
          + " request may say otherwise.";

  public static final String CUTS_CONFIG = "clip.detection.cuts";
  private static final String CUTS_DOC =
      "How often the mean of the relevance map is taken off and what is below becomes 0.";

  public static final String THRESHOLD_CONFIG = "clip.detection.threshold";
  private static final String THRESHOLD_DOC =
      "The relevance from which a patch belongs to a box, above 0 to 1. A request may say otherwise.";

  public static final String MIN_SIMILARITY_CONFIG = "clip.detection.min.similarity";
  private static final String MIN_SIMILARITY_DOC =
      "The cosine that the best window must reach for a box, so that an absent object gets none."
          + " Unset, it is the mean of the calibration's random pairs and three of their standard"
          + " deviations; without a calibration 0.25.";

  public static final String BOX_MIN_SIMILARITY_CONFIG = "clip.detection.box.min.similarity";
  private static final String BOX_MIN_SIMILARITY_DOC =
      "The cosine that a box must reach when it is looked at once more as a whole; -1 for no second"
          + " look. Unset, it is the mean of the calibration's random pairs and two of their standard"
          + " deviations; without a calibration 0.2.";

  public static final String MERGE_IOU_CONFIG = "clip.detection.merge.iou";
  private static final String MERGE_IOU_DOC =
      "The intersection over union from which two boxes of a prompt become one.";

  public static final String MAX_WINDOWS_CONFIG = "clip.detection.max.windows";
  private static final String MAX_WINDOWS_DOC =
      "How many windows an image may have; a request that would need more is refused. A request is"
          + " answered by the thread that reads it, which does nothing else meanwhile.";

  public static final String MAX_PROMPTS_CONFIG = "clip.detection.max.prompts";
  private static final String MAX_PROMPTS_DOC =
      "The most prompts of a request; one that has more is refused.";

  private static final double LEAST_SHARE = 0.001;

  private final Values values;

  DetectionConfig(Values values) {
    this.values = values;
  }

  static void define(Keys keys) {
    keys.group("Detection")
        .integer(PATCHES_CONFIG, 12, Range.between(1, 256), PATCHES_DOC)
        .integer(WINDOW_CONFIG, 3, Range.between(1, 256), WINDOW_DOC)
        .integer(STRIDE_CONFIG, 1, Range.between(1, 256), STRIDE_DOC)
        .integer(CUTS_CONFIG, 2, Range.between(0, 10), CUTS_DOC)
        .number(THRESHOLD_CONFIG, 0.4, Checks.betweenIfSet(LEAST_SHARE, 1), THRESHOLD_DOC)
        .number(MIN_SIMILARITY_CONFIG, null, Checks.betweenIfSet(-1, 1), MIN_SIMILARITY_DOC)
        .number(BOX_MIN_SIMILARITY_CONFIG, null, Checks.betweenIfSet(-1, 1), BOX_MIN_SIMILARITY_DOC)
        .number(MERGE_IOU_CONFIG, 0.5, Checks.betweenIfSet(LEAST_SHARE, 1), MERGE_IOU_DOC)
        .integer(MAX_WINDOWS_CONFIG, 1_024, Range.between(1, 1_000_000), MAX_WINDOWS_DOC)
        .integer(MAX_PROMPTS_CONFIG, 100, Range.between(1, 10_000), MAX_PROMPTS_DOC);
  }

  /** {@value #PATCHES_CONFIG}. */
  public int patches() {
    return values.integer(PATCHES_CONFIG);
  }

  /** {@value #WINDOW_CONFIG}, in patches. */
  public int window() {
    return values.integer(WINDOW_CONFIG);
  }

  /** {@value #STRIDE_CONFIG}, in patches; no longer than the window. */
  public int stride() {
    return Math.min(values.integer(STRIDE_CONFIG), window());
  }

  /** {@value #CUTS_CONFIG}. */
  public int cuts() {
    return values.integer(CUTS_CONFIG);
  }

  /** {@value #THRESHOLD_CONFIG}: above 0 to 1. */
  public double threshold() {
    return values.number(THRESHOLD_CONFIG);
  }

  /** {@value #MIN_SIMILARITY_CONFIG}: -1 to 1. */
  public OptionalDouble minSimilarity() {
    return values.optionalNumber(MIN_SIMILARITY_CONFIG);
  }

  /** {@value #BOX_MIN_SIMILARITY_CONFIG}: -1 to 1. */
  public OptionalDouble boxMinSimilarity() {
    return values.optionalNumber(BOX_MIN_SIMILARITY_CONFIG);
  }

  /** {@value #MERGE_IOU_CONFIG}: above 0 to 1. */
  public double mergeIou() {
    return values.number(MERGE_IOU_CONFIG);
  }

  /** {@value #MAX_WINDOWS_CONFIG}. */
  public int maxWindows() {
    return values.integer(MAX_WINDOWS_CONFIG);
  }

  /** {@value #MAX_PROMPTS_CONFIG}. */
  public int maxPrompts() {
    return values.integer(MAX_PROMPTS_CONFIG);
  }
}
