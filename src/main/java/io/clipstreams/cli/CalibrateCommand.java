package io.clipstreams.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.JudgingConfig;
import io.clipstreams.evaluation.CalibrationDocument;
import io.clipstreams.evaluation.Evaluation;
import io.clipstreams.evaluation.PairTable;
import io.clipstreams.evaluation.PolicyScores;
import io.clipstreams.evaluation.WrongCaptions;
import io.clipstreams.model.ModelCatalog;
import io.clipstreams.model.ModelReference;
import io.clipstreams.model.ModelStore;
import io.clipstreams.model.ReferenceSetFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code clip-streams calibrate}. */
@Command(
    name = "calibrate",
    header = "Find each policy's threshold on right pairs of your own.",
    description =
        "Writes calibration.json, and beside it a reference set (at most 1,024 pairs' embeddings, no "
            + "texts) that policy contrast judges by while it warms up. Give it pairs like those that "
            + "will be judged, and as many as you can: of 20 right pairs one is 5 %%.")
final class CalibrateCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec;
  @Mixin private PairOptions pairs;

  @Option(
      names = "--false-alarm-rate",
      paramLabel = "RATE",
      description =
          "The share of right pairs that may be flagged, 0 to 1 (default "
              + "clip.mismatch.false.alarm.rate).")
  private Optional<Double> falseAlarmRate = Optional.empty();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description =
          "Where the calibration goes (default calibration.json in the model's directory); "
              + "clip.mismatch.calibration lets the application use it.")
  private Optional<Path> output = Optional.empty();

  @Option(names = "--json", description = "Print the calibration; no progress bar.")
  private boolean json;

  CalibrateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    ClipConfig config = pairs.config(console);
    double rate = falseAlarmRate.orElse(config.judging().falseAlarmRate());
    if (!(rate >= 0 && rate <= 1)) {
      throw new ParameterException(
          spec.commandLine(), "--false-alarm-rate " + rate + " is not within 0 and 1");
    }
    Path file = output.orElseGet(() -> inModelDirectory(config));
    PairTable table = PairTable.read(pairs.table());
    try (EmbeddingModel model = pairs.loadUncalibrated(console, config)) {
      PairOptions.Embedded embedded = pairs.embed(model.encoder(), table, console, json);
      Evaluation evaluation =
          new Evaluation(embedded.pairs(), pairs.references(config), pairs.seed());
      List<PolicyScores> judged =
          evaluation.judge(
              WrongCaptions.DEALT.rounds(embedded.pairs(), pairs.seed(), pairs.rounds()),
              policy -> OptionalDouble.empty());
      CalibrationDocument document =
          new CalibrationDocument(
              judged, rate, model.identity().revision(), LocalDate.now(ZoneOffset.UTC));
      ReferenceSetFile references = ReferenceSetFile.of(file);
      references.write(evaluation.references(), model.identity().revision());
      document.write(file);
      print(document.json(), file, references.path(), judged.get(0).scores().rightCount());
      if (!json && rate != config.judging().falseAlarmRate()) {
        console
            .out()
            .printf(
                "policy contrast needs that rate, too: %s=%s%n",
                JudgingConfig.FALSE_ALARM_RATE_CONFIG, rate);
      }
      return 0;
    }
  }

  /** The bundled model's directory is the program's own, and a later version has another. */
  private Path inModelDirectory(ClipConfig config) {
    if (config.model().model().startsWith(ModelReference.BUNDLED)) {
      throw new ParameterException(
          spec.commandLine(),
          "%s is part of the program: say with --output where its calibration shall go"
              .formatted(config.model().model()));
    }
    return new ModelStore(config.model().cache(), ModelCatalog.load())
        .locate(config.model().model())
        .directory()
        .resolve("calibration.json");
  }

  private void print(ObjectNode document, Path file, Path references, int rightPairs) {
    if (json) {
      console.out().println(new JsonOutput().pretty(document));
      return;
    }
    double rate = document.path("false_alarm_rate").doubleValue();
    console
        .out()
        .printf("%d right pairs, thresholds at %.1f %% false alarms%n%n", rightPairs, 100 * rate);
    Table table = new Table("policy", "threshold", "wrong pairs caught", "ROC-AUC");
    document
        .path("policies")
        .properties()
        .forEach(
            policy ->
                table.row(
                    policy.getKey(),
                    number(policy.getValue().path("threshold").doubleValue()),
                    String.format(
                        Locale.ROOT,
                        "%.1f %%",
                        100 * policy.getValue().path("mismatches_caught").doubleValue()),
                    number(policy.getValue().path("roc_auc").doubleValue())));
    table.lines().forEach(console.out()::println);
    if (rate * rightPairs < 1) {
      console
          .out()
          .printf(
              "%nOf so few pairs none may be flagged at that rate: the thresholds lie at the worst of"
                  + " them. More pairs make them better.%n");
    }
    console.out().printf("%nwritten: %s, %s%n", file, references);
    if (output.isPresent()) {
      console.out().printf("use it with: clip.mismatch.calibration=%s%n", file.toAbsolutePath());
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
