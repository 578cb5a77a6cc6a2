package io.clipstreams.web.api;

import io.clipstreams.scoring.LabelSetDefinition;
import java.util.List;

/**
 * A label set.
 *
 * @param name its name
 * @param labels the labels
 * @param templates prompts with {@code {}} for the label
 * @param active whether images carry its labels
 * @param topK how many of the best an image carries
 */
public record LabelSetView(
    String name, List<String> labels, List<String> templates, boolean active, int topK) {
  static LabelSetView of(String name, LabelSetDefinition set) {
    return new LabelSetView(name, set.labels(), set.templates(), set.active(), set.topK());
  }
}
