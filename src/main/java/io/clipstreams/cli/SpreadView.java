package io.clipstreams.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstreams.evaluation.Repetitions;
import io.clipstreams.evaluation.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How far the figures of {@code evaluate} depend on chance, as a table or as JSON. */
final class SpreadView {
  private final int rounds;
  private final int references;
  private final double rate;
  private final List<Repetitions.Row> rows;
  private final Repetitions.Choice choice;

  SpreadView(Repetitions repetitions, int rounds, int references, double rate, long seed) {
    this.rounds = rounds;
    this.references = references;
    this.rate = rate;
    this.rows = repetitions.rows(rate);
    this.choice = repetitions.choose(2 * rounds, seed);
  }

  List<String> lines() {
    Table table =
        new Table(
            "score",
            "ROC-AUC",
            "over similarity",
            "s.e.",
            "over contrast",
            "s.e.",
            "caught at %.1f %% false alarms".formatted(100 * rate));
    for (Repetitions.Row row : rows) {
      table.row(
          row.name(),
          level(row.rocAuc()),
          difference(row.overSimilarity().overRounds()),
          number(row.overSimilarity().errorOverPictures()),
          difference(row.overContrast().overRounds()),
          number(row.overContrast().errorOverPictures()),
          level(row.caught()));
    }
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        "%d rounds, each with other wrong captions and by another %d pairs: mean and standard deviation"
            .formatted(rounds, references));
    lines.add("over rounds; s.e.: standard error of the mean over pictures (jackknife).");
    lines.add("");
    lines.addAll(table.lines());
    lines.add("");
    lines.add(
        "Chosen on one half of the pictures (%s), measured on the other: %s over similarity;"
            .formatted(
                choice.chosen().entrySet().stream()
                    .map(entry -> entry.getKey() + " " + entry.getValue() + "x")
                    .collect(Collectors.joining(", ")),
                difference(choice.overSimilarity())));
    lines.add("contrast always: %s.".formatted(difference(choice.contrastAlways())));
    return lines;
  }

  void json(ObjectNode json) {
    json.put("rounds", rounds).put("references", references);
    ObjectNode scores = json.putObject("scores");
    for (Repetitions.Row row : rows) {
      ObjectNode score = scores.putObject(row.name());
      spread(score.putObject("rocAuc"), row.rocAuc());
      spread(score.putObject("caughtAtFalseAlarmRate"), row.caught());
      gain(score.putObject("overSimilarity"), row.overSimilarity());
      gain(score.putObject("overContrast"), row.overContrast());
    }
    ObjectNode chosen = json.putObject("choice");
    choice.chosen().forEach(chosen.putObject("chosen")::put);
    spread(chosen.putObject("overSimilarity"), choice.overSimilarity());
    spread(chosen.putObject("contrastAlways"), choice.contrastAlways());
  }

  private static ObjectNode spread(ObjectNode json, Spread spread) {
    return json.put("mean", spread.mean()).put("std", spread.std());
  }

  private static void gain(ObjectNode json, Repetitions.Gain gain) {
    spread(json, gain.overRounds()).put("errorOverPictures", gain.errorOverPictures());
  }

  private static String level(Spread spread) {
    return String.format(Locale.ROOT, "%.3f ± %.3f", spread.mean(), spread.std());
  }

  private static String difference(Spread spread) {
    return String.format(Locale.ROOT, "%+.3f ± %.3f", spread.mean(), spread.std());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
