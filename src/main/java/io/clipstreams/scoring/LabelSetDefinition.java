package io.clipstreams.scoring;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A valid set of labels for zero-shot classification.
 *
 * @param labels the labels; at least one, none blank, none twice
 * @param templates prompt templates with {@code {}} for the label; at least one
 * @param active false removes the set's labels from the images
 * @param topK how many of the best labels an image carries, at least 1
 */
public record LabelSetDefinition(
    List<String> labels, List<String> templates, boolean active, int topK) {
  /** The template of a set that names none. */
  public static final String DEFAULT_TEMPLATE = "a photo of a {}";

  /** How many labels an image carries unless its set says otherwise. */
  public static final int DEFAULT_TOP_K = 5;

  /** The longest label, in UTF-16 units. */
  public static final int MAX_LABEL_LENGTH = 1_000;

  private static final String PLACEHOLDER = "{}";

  /**
   * @throws IllegalArgumentException if a label or template is not valid, naming it
   */
  public LabelSetDefinition {
    labels = List.copyOf(labels);
    templates = List.copyOf(templates);
    if (labels.isEmpty()) {
      throw new IllegalArgumentException("a label set needs at least one label");
    }
    Set<String> seen = new HashSet<>();
    for (String label : labels) {
      if (label.isBlank()) {
        throw new IllegalArgumentException("a label of the set is blank");
      }
      if (label.length() > MAX_LABEL_LENGTH) {
        throw new IllegalArgumentException(
            "a label of %d characters is too long, it may have %d"
                .formatted(label.length(), MAX_LABEL_LENGTH));
      }
      if (!seen.add(label)) {
        throw new IllegalArgumentException("the label '" + label + "' stands twice in the set");
      }
    }
    if (templates.isEmpty()) {
      throw new IllegalArgumentException(
          "a label set needs at least one template, such as '" + DEFAULT_TEMPLATE + "'");
    }
    for (String template : templates) {
      if (!template.contains(PLACEHOLDER)) {
        throw new IllegalArgumentException(
            "the template '" + template + "' has no {} for the label");
      }
    }
    if (topK < 1) {
      throw new IllegalArgumentException("topK is " + topK + ", it must be at least 1");
    }
  }

  /** An active set with the default template and topK. */
  public static LabelSetDefinition of(List<String> labels) {
    return new LabelSetDefinition(labels, List.of(DEFAULT_TEMPLATE), true, DEFAULT_TOP_K);
  }

  /** The prompts of a label, one a template. */
  public List<String> prompts(String label) {
    return templates.stream().map(template -> template.replace(PLACEHOLDER, label)).toList();
  }
}
