package io.clipstreams.config;

import java.util.List;
import java.util.OptionalDouble;
import org.apache.kafka.common.config.ConfigDef.ValidString;

/** Labels and mismatches: {@code clip.labels.*}, {@code clip.mismatch.*}. */
public final class JudgingConfig {
  public static final String LABELS_DEFAULT_CONFIG = "clip.labels.default";
  private static final String LABELS_DEFAULT_DOC =
      "The labels of the set named default. A LabelSet record of that name overrides it; its"
          + " deletion brings this list back.";
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
          + " the threshold).";

  public static final String THRESHOLD_CONFIG = "clip.mismatch.threshold";
  private static final String THRESHOLD_DOC =
      "The score below which a caption does not fit its image. Unset, the model's calibration"
          + " says.";

  public static final String MARGIN_CONFIG = "clip.mismatch.margin";
  private static final String MARGIN_DOC =
      "How far above the threshold the score must rise before a mismatch alert is resolved.";

  private final Values values;

  JudgingConfig(Values values) {
    this.values = values;
  }

  static void define(Keys keys) {
    keys.group("Labels and mismatches")
        .list(LABELS_DEFAULT_CONFIG, LABELS_DEFAULT, Checks.distinct(false), LABELS_DEFAULT_DOC)
        .string(POLICY_CONFIG, "similarity", ValidString.in("similarity"), POLICY_DOC)
        .number(THRESHOLD_CONFIG, null, Checks.betweenIfSet(-1, 1), THRESHOLD_DOC)
        .number(MARGIN_CONFIG, 0.0, Checks.betweenIfSet(0, 2), MARGIN_DOC);
  }

  /** {@value #LABELS_DEFAULT_CONFIG}: at least one, none blank, none twice. */
  public List<String> defaultLabels() {
    return values.list(LABELS_DEFAULT_CONFIG);
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
}
