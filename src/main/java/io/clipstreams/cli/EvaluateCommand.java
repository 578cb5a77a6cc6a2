package io.clipstreams.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.app.Thresholds;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.evaluation.CurveChart;
import io.clipstreams.evaluation.Evaluation;
import io.clipstreams.evaluation.PairTable;
import io.clipstreams.evaluation.PolicyScores;
import io.clipstreams.evaluation.Repetitions;
import io.clipstreams.evaluation.Scores;
import io.clipstreams.evaluation.WrongCaptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code clip-streams evaluate}. */
@Command(
    name = "evaluate",
    header = "Measure how well each policy tells right captions from wrong ones.",
    description =
        "Every image is judged with its own caption and with a wrong one: that of the table or, where "
            + "it names none, another image's. Wrong pairs are what is looked for: precision, recall "
            + "and F1 speak of them, as if there were as many wrong pairs as right ones.")
final class EvaluateCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private PairOptions pairs;

  @Option(
      names = "--hard",
      description =
          "Deal each image the foreign caption most like its own, by the cosine of the captions, "
              + "and not a random one or the table's.")
  private boolean hard;

  @Option(
      names = "--plot",
      paramLabel = "FILE.png",
      defaultValue = "evaluation.png",
      description = "Where the picture of the curves goes (default ${DEFAULT-VALUE}).")
  private Path plot;

  @Option(names = "--no-plot", description = "Draw no picture.")
  private boolean noPlot;

  @Option(
      names = "--spread",
      description =
          "Show how far the figures depend on chance: each of --rounds deals anew and judges by "
              + "another sample of --references pairs. Beside the policies it shows other scores that "
              + "contrast could be made of, and what comes of choosing among them on one half of the "
              + "pictures and measuring on the other.")
  private boolean spread;

  @Option(names = "--json", description = "Print JSON; no progress bar.")
  private boolean json;

  EvaluateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    ClipConfig config = pairs.config(console);
    PairTable table = PairTable.read(pairs.table());
    try (EmbeddingModel model = pairs.load(console, config)) {
      PairOptions.Embedded embedded = pairs.embed(model.encoder(), table, console, json);
      WrongCaptions dealing = hard ? WrongCaptions.HARD : WrongCaptions.DEALT;
      Evaluation evaluation =
          new Evaluation(embedded.pairs(), pairs.references(config), pairs.seed());
      Thresholds thresholds = new Thresholds(config.judging(), model.calibration().calibration());
      List<PolicyScores> judged =
          evaluation.judge(
              dealing.rounds(embedded.pairs(), pairs.seed(), pairs.rounds()), thresholds::of);
      if (!noPlot) {
        Scores first = judged.get(0).scores();
        String title =
            "%s: %d right and %d wrong pairs"
                .formatted(model.identity().name(), first.rightCount(), first.wrongCount());
        new CurveChart(judged, title).draw().write(plot);
      }
      double rate = config.judging().falseAlarmRate();
      int references = evaluation.references().pairs().size();
      Optional<SpreadView> spreadView =
          spread
              ? Optional.of(
                  new SpreadView(
                      Repetitions.of(
                          embedded.pairs(), dealing, references, pairs.rounds(), pairs.seed()),
                      pairs.rounds(),
                      references,
                      rate,
                      pairs.seed()))
              : Optional.empty();
      if (json) {
        ObjectNode figures = json(model, judged, embedded, thresholds, references, rate);
        spreadView.ifPresent(view -> view.json(figures.putObject("spread")));
        console.out().println(new JsonOutput().pretty(figures));
      } else {
        print(model, judged, embedded, thresholds, references, rate);
        spreadView.ifPresent(view -> view.lines().forEach(console.out()::println));
      }
      return 0;
    }
  }

  private void print(
      EmbeddingModel model,
      List<PolicyScores> judged,
      PairOptions.Embedded embedded,
      Thresholds thresholds,
      int references,
      double rate) {
    Scores first = judged.get(0).scores();
    console
        .out()
        .printf(
            "%s: %d right and %d wrong pairs (%s), judged by %d of the right ones; %d left out%n%n",
            model.identity().name(),
            first.rightCount(),
            first.wrongCount(),
            dealing(embedded),
            references,
            embedded.refused().size());
    Table table =
        new Table(
            "policy",
            "ROC-AUC",
            "avg. precision",
            "caught at " + percent(rate) + " false alarms",
            "threshold",
            "from",
            "false alarms",
            "misses",
            "F1");
    for (PolicyScores policy : judged) {
      Scores scores = policy.scores();
      double threshold = policy.calibrated().orElse(scores.thresholdAt(rate));
      table.row(
          policy.policy(),
          number(scores.rocAuc()),
          number(scores.averagePrecision()),
          percent(1 - scores.missRate(scores.thresholdAt(rate))),
          number(threshold),
          thresholds.source(policy.policy()),
          percent(scores.falseAlarmRate(threshold)),
          percent(scores.missRate(threshold)),
          number(scores.f1(threshold)));
    }
    table.lines().forEach(console.out()::println);
    if (!noPlot) {
      console.out().printf("%ncurves: %s%n", plot);
    }
  }

  private String dealing(PairOptions.Embedded embedded) {
    long named = embedded.pairs().stream().filter(it -> it.wrongCaption().isPresent()).count();
    return hard
        ? "wrong captions most like the right ones"
        : named == 0
            ? "wrong captions dealt at random"
            : named == embedded.pairs().size()
                ? "wrong captions of the table"
                : "%d wrong captions of the table, others dealt at random".formatted(named);
  }

  private ObjectNode json(
      EmbeddingModel model,
      List<PolicyScores> judged,
      PairOptions.Embedded embedded,
      Thresholds thresholds,
      int references,
      double rate) {
    Scores first = judged.get(0).scores();
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("model", model.identity().name())
            .put("modelRevision", model.identity().revision())
            .put("rightPairs", first.rightCount())
            .put("wrongPairs", first.wrongCount())
            .put("hard", hard)
            .put("seed", pairs.seed())
            .put("references", references)
            .put("falseAlarmRate", rate);
    embedded.refused().forEach(json.putArray("leftOut")::add);
    ObjectNode policies = json.putObject("policies");
    for (PolicyScores policy : judged) {
      Scores scores = policy.scores();
      double own = scores.thresholdAt(rate);
      double threshold = policy.calibrated().orElse(own);
      policies
          .putObject(policy.policy())
          .put("rocAuc", scores.rocAuc())
          .put("averagePrecision", scores.averagePrecision())
          .put("caughtAtFalseAlarmRate", 1 - scores.missRate(own))
          .put("threshold", threshold)
          .put("thresholdFrom", thresholds.source(policy.policy()))
          .put("thresholdIsCalibrated", policy.calibrated().isPresent())
          .put("falseAlarms", scores.falseAlarmRate(threshold))
          .put("misses", scores.missRate(threshold))
          .put("f1", scores.f1(threshold));
    }
    if (!noPlot) {
      json.put("plot", plot.toString());
    }
    return json;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
