package io.clipstreams.evaluation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstreams.scoring.SimilarityPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;

/**
 * What calibration.json says, made from the policies' scores.
 *
 * @param judged the policies' scores of right and of dealt wrong pairs; that of similarity is among
 *     them
 * @param falseAlarmRate the share of right pairs that may lie below a threshold, 0 to 1
 * @param modelRevision the model that embedded the pairs
 * @param date when that was
 */
public record CalibrationDocument(
    List<PolicyScores> judged, double falseAlarmRate, String modelRevision, LocalDate date) {
  /** So many steps let rates be told apart to a thousandth; enough for any table in reach. */
  private static final int QUANTILE_STEPS = 1_000;

  public CalibrationDocument {
    judged = List.copyOf(judged);
  }

  /** The document. */
  public ObjectNode json() {
    Scores cosines =
        judged.stream()
            .filter(policy -> policy.policy().equals(SimilarityPolicy.NAME))
            .findFirst()
            .orElseThrow()
            .scores();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("mismatch_threshold", cosines.thresholdAt(falseAlarmRate));
    json.put("false_alarm_rate", falseAlarmRate);
    spread(json.putObject("matched"), cosines.rightSpread());
    spread(json.putObject("random"), cosines.wrongSpread());
    json.put("roc_auc", cosines.rocAuc());
    json.put("matched_pairs", cosines.rightCount());
    json.put("random_pairs", cosines.wrongCount());
    json.put("date", date.toString());
    json.put("model_revision", modelRevision);
    ObjectNode policies = json.putObject("policies");
    judged.forEach(policy -> policy(policies.putObject(policy.policy()), policy.scores()));
    return json;
  }

  private static void spread(ObjectNode json, Spread spread) {
    json.put("mean", spread.mean()).put("std", spread.std());
  }

  private void policy(ObjectNode json, Scores scores) {
    double threshold = scores.thresholdAt(falseAlarmRate);
    json.put("threshold", threshold)
        .put("roc_auc", scores.rocAuc())
        .put("mismatches_caught", 1 - scores.missRate(threshold));
    ArrayNode quantiles = json.putArray("right_quantiles");
    int steps = Math.min(QUANTILE_STEPS, scores.rightCount());
    for (double quantile : scores.rightQuantiles(steps)) {
      quantiles.add(quantile);
    }
  }

  /** Writes it in the contract's form. */
  public void write(Path file) throws IOException {
    Files.write(
        file, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(json()));
  }
}
