package io.clipstreams.topology;

import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.LabelEmbeddings;
import io.clipstreams.scoring.LabelMatrix;
import io.clipstreams.scoring.LabelSetDefinition;
import io.clipstreams.scoring.ScoredLabel;
import io.clipstreams.scoring.ZeroShotClassifier;
import io.clipstreams.serde.StateOutput;
import io.clipstreams.topology.state.Fingerprint;
import io.clipstreams.topology.state.StoredMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Labels images by the label sets that hold now. What can be worked out of the sets alone is worked
 * out once after each change.
 */
final class Labeller {
  /** The set that the configuration gives, and a record of this name overrides. */
  static final String DEFAULT_SET = "default";

  private static final int BEST_LABELS = 3;

  private final LabelEmbeddings embeddings;
  private final ZeroShotClassifier classifier;
  private final Optional<LabelSetDefinition> configuredDefault;
  private final ReadOnlyKeyValueStore<String, LabelSetDefinition> accepted;
  private final LongSupplier changes;
  private Optional<Sets> known = Optional.empty();

  /**
   * A labeller of one task.
   *
   * @param configuredDefault the set named default, unless one of that name was accepted
   * @param accepted the accepted sets by name
   * @param changes counts the changes of the accepted sets
   */
  Labeller(
      LabelEmbeddings embeddings,
      ZeroShotClassifier classifier,
      Optional<LabelSetDefinition> configuredDefault,
      ReadOnlyKeyValueStore<String, LabelSetDefinition> accepted,
      LongSupplier changes) {
    this.embeddings = Objects.requireNonNull(embeddings, "embeddings");
    this.classifier = Objects.requireNonNull(classifier, "classifier");
    this.configuredDefault = Objects.requireNonNull(configuredDefault, "configuredDefault");
    this.accepted = Objects.requireNonNull(accepted, "accepted");
    this.changes = Objects.requireNonNull(changes, "changes");
  }

  /**
   * The sets that hold now; what is done by them is not touched by a change that comes meanwhile.
   */
  Sets now() {
    // Read before the sets are: a change that comes meanwhile is noticed the next time.
    long count = changes.getAsLong();
    if (known.filter(sets -> sets.count == count).isEmpty()) {
      known = Optional.of(new Sets(count, activeSets()));
    }
    return known.orElseThrow();
  }

  private Map<String, LabelSetDefinition> activeSets() {
    Map<String, LabelSetDefinition> sets = new TreeMap<>();
    configuredDefault.ifPresent(set -> sets.put(DEFAULT_SET, set));
    try (KeyValueIterator<String, LabelSetDefinition> all = accepted.all()) {
      while (all.hasNext()) {
        KeyValue<String, LabelSetDefinition> set = all.next();
        sets.put(set.key, set.value);
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
  record Labels(Map<String, List<ScoredLabel>> bySet, List<ScoredLabel> best) {
    /** Tells them from others. */
    Fingerprint fingerprint() {
      return Fingerprint.of(
          out ->
              bySet.forEach(
                  (set, labels) -> {
                    out.writeString(set);
                    StoredMatch.writeLabels(out, labels);
                  }));
    }
  }

  private record NamedSet(String name, LabelSetDefinition definition, LabelMatrix matrix) {}

  /** The sets that hold after so many changes; their labels are embedded when first asked for. */
  final class Sets {
    private final long count;
    private final Map<String, LabelSetDefinition> definitions;
    private final Fingerprint version;
    private Optional<List<NamedSet>> matrices = Optional.empty();

    Sets(long count, Map<String, LabelSetDefinition> definitions) {
      this.count = count;
      this.definitions = definitions;
      this.version =
          Fingerprint.of(
              out ->
                  definitions.forEach(
                      (name, set) -> {
                        out.writeString(name).writeInt(set.topK());
                        out.writeList(set.labels(), StateOutput::writeString);
                        out.writeList(set.templates(), StateOutput::writeString);
                      }));
    }

    /** Tells these sets from others. */
    Fingerprint version() {
      return version;
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
      for (NamedSet set : embedded()) {
        int topK = set.definition.topK();
        boolean isDefault = set.name.equals(DEFAULT_SET);
        List<ScoredLabel> scores =
            classifier.classify(image, set.matrix, isDefault ? Math.max(topK, BEST_LABELS) : topK);
        bySet.put(set.name, firstOf(scores, topK));
        if (isDefault) {
          best = firstOf(scores, BEST_LABELS);
        }
      }
      return new Labels(bySet, best);
    }

    private List<NamedSet> embedded() throws ProcessingException {
      if (matrices.isEmpty()) {
        List<NamedSet> sets = new ArrayList<>();
        for (Map.Entry<String, LabelSetDefinition> set : definitions.entrySet()) {
          LabelSetDefinition definition = set.getValue();
          LabelMatrix matrix = new LabelMatrix(definition.labels(), embeddings.of(definition));
          sets.add(new NamedSet(set.getKey(), definition, matrix));
        }
        matrices = Optional.of(List.copyOf(sets));
      }
      return matrices.orElseThrow();
    }
  }
}
