package io.clipstreams.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;

/** Labels and mismatches: {@code clip.labels.*}, {@code clip.mismatch.*}. */
public final class JudgingConfig {
  public static final String LABELS_DEFAULT_CONFIG = "clip.labels.default";
  private static final String LABELS_DEFAULT_DOC =
      "The labels of the set named default. A LabelSet record of that name overrides it; its"
          + " deletion brings this list back.";

  public static final String LABELS_MAX_PROMPTS_CONFIG = "clip.labels.max.prompts";
  private static final String LABELS_MAX_PROMPTS_DOC =
      "The most prompts of a label set: labels times templates. They are embedded before the set holds,"
          + " while its task waits; that has to take less than max.poll.interval.ms.";

  private static final List<String> LABELS_DEFAULT =
      List.of(
          "person",
          "child",
          "group of people",
          "dog",
          "cat",
          "horse",
          "sheep",
          "cow",
          "moose",
          "elephant",
          "giraffe",
          "koala",
          "bird",
          "parrot",
          "penguin",
          "fish",
          "flower",
          "tree",
          "mountain",
          "beach",
          "street",
          "house",
          "windmill",
          "solar panel",
          "car",
          "fire truck",
          "bus",
          "train",
          "bicycle",
          "boat",
          "airplane",
          "hot air balloon",
          "hamburger",
          "broccoli",
          "cake",
          "fruit",
          "frying pan",
          "bucket",
          "hammer",
          "screwdriver",
          "cello",
          "computer",
          "chair",
          "book",
          "shoe");

  public static final String POLICY_CONFIG = "clip.mismatch.policy";
  private static final String POLICY_DOC =
      "How a caption and its image are judged: similarity (the cosine of their embeddings against"
          + " the threshold) or contrast (how far the cosine stands out among recent pairs of the"
          + " same task).";

  public static final String THRESHOLD_CONFIG = "clip.mismatch.threshold";
  private static final String THRESHOLD_DOC =
      "The cosine below which a caption does not fit its image (policy similarity, which policy"
          + " contrast falls back to while it warms up). Unset, the calibration says.";

  public static final String MARGIN_CONFIG = "clip.mismatch.margin";
  private static final String MARGIN_DOC =
      "How far above the threshold the score must rise before a mismatch alert is resolved.";

  public static final String CALIBRATION_CONFIG = "clip.mismatch.calibration";
  private static final String CALIBRATION_DOC =
      "The calibration.json to use, as clip-streams calibrate writes it; a reference set of the same"
          + " name beside it is used, too. Unset, the one in the model's directory.";

  public static final String FALSE_ALARM_RATE_CONFIG = "clip.mismatch.false.alarm.rate";
  private static final String FALSE_ALARM_RATE_DOC =
      "The share of right pairs that policy contrast may flag, if pairs are like those of the"
          + " calibration. Used where the calibration has its own threshold for contrast.";

  public static final String CONTRAST_MIN_CONFIG = "clip.mismatch.contrast.min";
  private static final String CONTRAST_MIN_DOC =
      "The threshold of policy contrast where the calibration has none for it. No rate of false"
          + " alarms is promised then.";

  public static final String CONTRAST_SIZE_CONFIG = "clip.mismatch.contrast.size";
  private static final String CONTRAST_SIZE_DOC =
      "How many recent pairs policy contrast judges by, in each task; up to twice as many are"
          + " stored.";

  public static final String CONTRAST_WARMUP_CONFIG = "clip.mismatch.contrast.warmup";
  private static final String CONTRAST_WARMUP_DOC =
      "How many pairs a task must have seen before policy contrast judges by them. Until then the"
          + " calibration's reference set stands in, or else policy similarity; pairs judged so are"
          + " judged again afterwards.";

  public static final String SEED_CONFIG = "clip.mismatch.seed";
  private static final String SEED_DOC =
      "Decides which of the recent pairs are kept. The same seed and order of input give the same"
          + " verdicts.";

  private final Values values;

  JudgingConfig(Values values) {
    this.values = values;
  }

  static void define(Keys keys) {
    keys.group("Labels and mismatches")
        .list(LABELS_DEFAULT_CONFIG, LABELS_DEFAULT, Checks.distinct(false), LABELS_DEFAULT_DOC)
        .integer(
            LABELS_MAX_PROMPTS_CONFIG, 10_000, Range.between(1, 1_000_000), LABELS_MAX_PROMPTS_DOC)
        .string(POLICY_CONFIG, "similarity", ValidString.in("similarity", "contrast"), POLICY_DOC)
        .number(THRESHOLD_CONFIG, null, Checks.betweenIfSet(-1, 1), THRESHOLD_DOC)
        .number(MARGIN_CONFIG, 0.0, Checks.betweenIfSet(0, 2), MARGIN_DOC)
        .string(CALIBRATION_CONFIG, null, Checks.notBlankIfSet(), CALIBRATION_DOC)
        .number(FALSE_ALARM_RATE_CONFIG, 0.05, Checks.betweenIfSet(0, 1), FALSE_ALARM_RATE_DOC)
        .number(CONTRAST_MIN_CONFIG, 0.95, Checks.betweenIfSet(0, 1), CONTRAST_MIN_DOC)
        .integer(CONTRAST_SIZE_CONFIG, 256, Range.between(2, 4_096), CONTRAST_SIZE_DOC)
        .integer(CONTRAST_WARMUP_CONFIG, 50, Range.between(2, 4_096), CONTRAST_WARMUP_DOC)
        .count(SEED_CONFIG, 1, null, SEED_DOC);
  }

  /** {@value #LABELS_DEFAULT_CONFIG}: at least one, none blank, none twice. */
  public List<String> defaultLabels() {
    return values.list(LABELS_DEFAULT_CONFIG);
  }

  /** {@value #LABELS_MAX_PROMPTS_CONFIG}. */
  public int labelsMaxPrompts() {
    return values.integer(LABELS_MAX_PROMPTS_CONFIG);
  }

  /** {@value #POLICY_CONFIG}. */
  public String policy() {
    return values.string(POLICY_CONFIG);
  }

  /** {@value #THRESHOLD_CONFIG}: -1 to 1. */
  public OptionalDouble threshold() {
    return values.optionalNumber(THRESHOLD_CONFIG);
  }

  /** {@value #MARGIN_CONFIG}: 0 to 2. */
  public double margin() {
    return values.number(MARGIN_CONFIG);
  }

  /** {@value #CALIBRATION_CONFIG}. */
  public Optional<Path> calibration() {
    return values.optionalString(CALIBRATION_CONFIG).map(Path::of);
  }

  /** {@value #FALSE_ALARM_RATE_CONFIG}: 0 to 1. */
  public double falseAlarmRate() {
    return values.number(FALSE_ALARM_RATE_CONFIG);
  }

  /** {@value #CONTRAST_MIN_CONFIG}: 0 to 1. */
  public double contrastMin() {
    return values.number(CONTRAST_MIN_CONFIG);
  }

  /** {@value #CONTRAST_SIZE_CONFIG}: at least 2. */
  public int contrastSize() {
    return values.integer(CONTRAST_SIZE_CONFIG);
  }

  /** {@value #CONTRAST_WARMUP_CONFIG}: at least 2, and no more than the size. */
  public int contrastWarmUp() {
    return Math.min(values.integer(CONTRAST_WARMUP_CONFIG), contrastSize());
  }

  /** {@value #SEED_CONFIG}. */
  public long seed() {
    return values.count(SEED_CONFIG);
  }
}
