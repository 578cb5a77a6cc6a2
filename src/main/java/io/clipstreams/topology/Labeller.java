package io.clipstreams.topology;

import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.LabelEmbeddings;
import io.clipstreams.scoring.LabelSetDefinition;
import io.clipstreams.scoring.ScoredLabel;
import io.clipstreams.scoring.ZeroShotClassifier;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;

/** Labels images by the label sets that hold now. */
final class Labeller {
  /** The set that the configuration gives, and a record of this name overrides. */
  static final String DEFAULT_SET = "default";

  private static final int BEST_LABELS = 3;

  private final LabelEmbeddings embeddings;
  private final ZeroShotClassifier classifier;
  private final Optional<LabelSetDefinition> configuredDefault;
  private final ReadOnlyKeyValueStore<String, ValueAndTimestamp<LabelSetDefinition>> accepted;

  Labeller(
      LabelEmbeddings embeddings,
      ZeroShotClassifier classifier,
      Optional<LabelSetDefinition> configuredDefault,
      ReadOnlyKeyValueStore<String, ValueAndTimestamp<LabelSetDefinition>> accepted) {
    this.embeddings = Objects.requireNonNull(embeddings, "embeddings");
    this.classifier = Objects.requireNonNull(classifier, "classifier");
    this.configuredDefault = Objects.requireNonNull(configuredDefault, "configuredDefault");
    this.accepted = Objects.requireNonNull(accepted, "accepted");
  }

  /**
   * Labels an image.
   *
   * @param image its embedding
   * @throws ProcessingException if a label cannot be embedded
   */
  Labels label(float[] image) throws ProcessingException {
    Map<String, List<ScoredLabel>> bySet = new TreeMap<>();
    List<ScoredLabel> best = List.of();
    for (Map.Entry<String, LabelSetDefinition> set : activeSets().entrySet()) {
      LabelSetDefinition definition = set.getValue();
      boolean isDefault = set.getKey().equals(DEFAULT_SET);
      List<ScoredLabel> scores =
          classifier.classify(
              image,
              definition.labels(),
              embeddings.of(definition),
              isDefault ? Math.max(definition.topK(), BEST_LABELS) : definition.topK());
      bySet.put(set.getKey(), firstOf(scores, definition.topK()));
      if (isDefault) {
        best = firstOf(scores, BEST_LABELS);
      }
    }
    return new Labels(bySet, best);
  }

  private Map<String, LabelSetDefinition> activeSets() {
    Map<String, LabelSetDefinition> sets = new TreeMap<>();
    configuredDefault.ifPresent(set -> sets.put(DEFAULT_SET, set));
    try (KeyValueIterator<String, ValueAndTimestamp<LabelSetDefinition>> all = accepted.all()) {
      while (all.hasNext()) {
        KeyValue<String, ValueAndTimestamp<LabelSetDefinition>> set = all.next();
        sets.put(set.key, set.value.value());
      }
    }
    sets.values().removeIf(set -> !set.active());
    return sets;
  }

  private static List<ScoredLabel> firstOf(List<ScoredLabel> labels, int count) {
    return labels.subList(0, Math.min(count, labels.size()));
  }

  /**
   * An image's labels.
   *
   * @param bySet by set name the best labels, best first
   * @param best the best three of the default set
   */
  record Labels(Map<String, List<ScoredLabel>> bySet, List<ScoredLabel> best) {}
}
