package io.clipstreams.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was measured with a model on pairs of images and captions (calibration.json).
 *
 * @param mismatchThreshold cosine below which a pair does not match, -1 to 1
 * @param falseAlarmRate share of right pairs below the threshold, 0 to 1
 * @param matched cosines of right pairs
 * @param random cosines of pairs put together at random
 * @param rocAuc how well the cosine tells the two apart, 0 to 1
 * @param modelRevision the model it was measured with, if it says so
 * @param policies thresholds of policies, by name
 * @param rightQuantiles of policies' scores of right pairs, by name, evenly spaced from the least
 *     to the greatest; they give the threshold at any rate of false alarms
 */
public record Calibration(
    double mismatchThreshold,
    OptionalDouble falseAlarmRate,
    Optional<Spread> matched,
    Optional<Spread> random,
    OptionalDouble rocAuc,
    Optional<String> modelRevision,
    SortedMap<String, Double> policies,
    SortedMap<String, List<Double>> rightQuantiles) {
  private static final String RIGHT_QUANTILES = "right_quantiles";

  /**
   * How values are spread.
   *
   * @param mean of cosines
   * @param std standard deviation, at least 0
   */
  public record Spread(double mean, double std) {}

  /**
   * Reads a calibration.
   *
   * @param path the calibration.json
   * @param revision the revision of the model it is to be used with
   * @throws ModelException if it is damaged, or was measured with another revision
   */
  public static Calibration read(Path path, String revision) {
    JsonFile json = JsonFile.read(path);
    double threshold =
        range(json, "mismatch_threshold", -1, 1)
            .orElseThrow(() -> new ModelException(path + ": mismatch_threshold is missing"));
    Optional<String> measuredWith = json.text("model_revision");
    if (measuredWith.isPresent() && !measuredWith.get().equals(revision)) {
      throw new ModelException(
          "%s was measured with model revision %s, this is %s: calibrate again, or remove the file"
              .formatted(path, measuredWith.get(), revision));
    }
    return new Calibration(
        threshold,
        range(json, "false_alarm_rate", 0, 1),
        spread(json, "matched"),
        spread(json, "random"),
        range(json, "roc_auc", 0, 1),
        measuredWith,
        policies(json),
        rightQuantiles(json));
  }

  /**
   * The score below which a policy should see a mismatch.
   *
   * @param policy the policy's name
   * @param falseAlarmRate the share of right pairs that may lie below it; without the quantiles of
   *     right pairs it is the threshold that was written, whatever the rate
   */
  public OptionalDouble threshold(String policy, double falseAlarmRate) {
    List<Double> quantiles = rightQuantiles.getOrDefault(policy, List.of());
    if (!quantiles.isEmpty()) {
      // Rounded down, so that the rate is kept; less an error of the product.
      int step = (int) Math.floor(falseAlarmRate * (quantiles.size() - 1) + 1e-9);
      return OptionalDouble.of(quantiles.get(step));
    }
    Double threshold = policies.get(policy);
    return threshold == null ? OptionalDouble.empty() : OptionalDouble.of(threshold);
  }

  private static Optional<Spread> spread(JsonFile json, String key) {
    if (!json.has(key)) {
      return Optional.empty();
    }
    OptionalDouble mean = json.number(key + ".mean");
    OptionalDouble std = range(json, key + ".std", 0, Double.MAX_VALUE);
    if (mean.isEmpty() || std.isEmpty()) {
      throw json.wrong(key, "an object with mean and std");
    }
    return Optional.of(new Spread(mean.getAsDouble(), std.getAsDouble()));
  }

  private static SortedMap<String, Double> policies(JsonFile json) {
    SortedMap<String, Double> thresholds = new TreeMap<>();
    if (json.has("policies")) {
      for (Map.Entry<String, JsonNode> policy : json.node("policies").properties()) {
        JsonNode threshold = policy.getValue().path("threshold");
        if (!threshold.isNumber()) {
          throw json.wrong("policies." + policy.getKey(), "an object with a threshold");
        }
        thresholds.put(policy.getKey(), threshold.doubleValue());
      }
    }
    return thresholds;
  }

  private static SortedMap<String, List<Double>> rightQuantiles(JsonFile json) {
    SortedMap<String, List<Double>> quantiles = new TreeMap<>();
    if (json.has("policies")) {
      for (Map.Entry<String, JsonNode> policy : json.node("policies").properties()) {
        JsonNode values = policy.getValue().path(RIGHT_QUANTILES);
        if (!values.isMissingNode()) {
          quantiles.put(policy.getKey(), ascending(json, "policies." + policy.getKey(), values));
        }
      }
    }
    return quantiles;
  }

  private static List<Double> ascending(JsonFile json, String key, JsonNode values) {
    List<Double> numbers = new ArrayList<>();
    for (JsonNode value : values) {
      boolean fits =
          value.isNumber()
              && (numbers.isEmpty() || value.doubleValue() >= numbers.get(numbers.size() - 1));
      if (!fits) {
        throw json.wrong(key, "an object whose right_quantiles are ascending numbers");
      }
      numbers.add(value.doubleValue());
    }
    return List.copyOf(numbers);
  }

  private static OptionalDouble range(JsonFile json, String key, double least, double most) {
    OptionalDouble value = json.number(key);
    if (value.isPresent() && !(value.getAsDouble() >= least && value.getAsDouble() <= most)) {
      throw json.wrong(key, "between %s and %s".formatted(least, most));
    }
    return value;
  }
}
