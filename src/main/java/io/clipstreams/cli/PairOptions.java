package io.clipstreams.cli;

import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.client.Progress;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.evaluation.EmbeddedPair;
import io.clipstreams.evaluation.PairEmbedder;
import io.clipstreams.evaluation.PairTable;
import io.clipstreams.inference.Encoder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code evaluate} and {@code calibrate} have in common; a mixin. */
final class PairOptions {
  private static final int LEAST_PAIRS = 3;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Mixin private ModelOptions options;

  @Parameters(
      paramLabel = "PAIRS.csv",
      description =
          "UTF-8, the first row names the columns: file (relative to the table), caption and, if "
              + "there is one, wrong_caption.")
  private Path table;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Another seed deals other wrong captions (default ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "How often wrong captions are dealt, where the table names none: figures of one deal "
              + "depend on chance (default ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--references",
      paramLabel = "N",
      description =
          "How many pairs of the table the others are judged by (default "
              + "clip.mismatch.contrast.size).")
  private Optional<Integer> references = Optional.empty();

  @Option(
      names = "--strict",
      description = "Fail when a row or file cannot be read; else it is named and left out.")
  private boolean strict;

  EmbeddingModel load(Console console, ClipConfig config) {
    return options.load(console, config);
  }

  EmbeddingModel loadUncalibrated(Console console, ClipConfig config) {
    return ModelOptions.introduced(console, config, EmbeddingModel.loadUncalibrated(config));
  }

  ClipConfig config(Console console) {
    return options.config(console);
  }

  long seed() {
    return seed;
  }

  int rounds() {
    return atLeast(1, rounds, "--rounds");
  }

  int references(ClipConfig config) {
    return atLeast(LEAST_PAIRS, references.orElse(config.judging().contrastSize()), "--references");
  }

  private int atLeast(int least, int value, String option) {
    if (value < least) {
      throw new ParameterException(
          command.commandLine(), "%s %d is less than %d".formatted(option, value, least));
    }
    return value;
  }

  Path table() {
    return table;
  }

  /** The table's pairs; refusals go to standard error. */
  Embedded embed(Encoder encoder, PairTable pairs, Console console, boolean json) {
    Progress.Display display = options.display(console, json);
    PairEmbedder.Embedded embedded = new PairEmbedder(encoder, display).embed(pairs.rows());
    List<String> refused =
        Stream.concat(pairs.refused().stream(), embedded.unreadable().stream()).toList();
    refused.forEach(reason -> console.err().println("left out: " + reason));
    if (strict && !refused.isEmpty()) {
      throw new IllegalStateException(
          "%d rows, files or texts of %s cannot be used (--strict)"
              .formatted(refused.size(), table));
    }
    if (embedded.pairs().size() < LEAST_PAIRS) {
      throw new IllegalStateException(
          "%s has %d pairs that can be used, at least %d are needed; %d rows or files were left out"
              .formatted(table, embedded.pairs().size(), LEAST_PAIRS, refused.size()));
    }
    return new Embedded(embedded.pairs(), refused);
  }

  /** Pairs to judge, and what was left out. */
  record Embedded(List<EmbeddedPair> pairs, List<String> refused) {}
}
