package io.clipstreams.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a topic is.
 *
 * @param name its full name
 * @param partitions how many
 * @param replicationFactor how many copies
 * @param configs all of its settings in force, by Kafka's names
 */
public record TopicState(
    String name, int partitions, int replicationFactor, Map<String, String> configs) {
  public TopicState {
    configs = Map.copyOf(configs);
  }

  /** In words, where this is not what it should be; empty if it is. */
  public List<String> differencesFrom(TopicSpec spec) {
    List<String> differences = new ArrayList<>();
    if (partitions != spec.partitions()) {
      differences.add("partitions %d, not %d".formatted(partitions, spec.partitions()));
    }
    if (spec.replicationFactor() > 0 && replicationFactor != spec.replicationFactor()) {
      differences.add(
          "replication factor %d, not %d".formatted(replicationFactor, spec.replicationFactor()));
    }
    spec.configs().keySet().stream()
        .sorted()
        .forEach(
            key -> {
              String wanted = spec.configs().get(key);
              String found = configs.getOrDefault(key, "unknown");
              if (!found.equals(wanted)) {
                differences.add("%s %s, not %s".formatted(key, found, wanted));
              }
            });
    return differences;
  }
}
