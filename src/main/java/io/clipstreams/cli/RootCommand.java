package io.clipstreams.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code clip-streams}: a new command is listed here. */
@Command(
    name = "clip-streams",
    header =
        "CLIP embeddings, zero-shot labels and mismatch alerts for images and captions in Kafka.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      DevCommand.class,
      RunCommand.class,
      TopicsCommand.class,
      ProduceCommand.class,
      LabelsCommand.class,
      TailCommand.class,
      DeadLettersCommand.class,
      AlertsCommand.class,
      ModelCommand.class,
      EmbedCommand.class,
      SimilarityCommand.class,
      ClassifyCommand.class,
      DetectCommand.class,
      IndexCommand.class,
      SearchCommand.class,
      EvaluateCommand.class,
      CalibrateCommand.class,
      ConfigCommand.class,
      BenchCommand.class,
      CompletionCommand.class
    },
    footer = {"", "Exit codes: 0 done, 1 failed, 2 wrong usage or configuration."})
final class RootCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of a failure.")
  private boolean verbose;

  @Option(
      names = "--quiet",
      scope = ScopeType.INHERIT,
      description = "No progress and no remarks: results, warnings and errors only.")
  private boolean quiet;

  boolean verbose() {
    return verbose;
  }

  boolean quiet() {
    return quiet;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
