package io.clipstreams.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * Runs a command with the log as loud as suits it: Kafka's warnings are off where it is a {@link
 * ClientCommand}, what the log tells of a model where a command says it itself, and with {@code
 * --quiet} nothing below a warning is said.
 */
final class LogLevels implements IExecutionStrategy {
  private static final String OURS = "io.clipstreams";
  private static final String MODEL = "io.clipstreams.app.EmbeddingModel";
  private static final String KAFKA = "org.apache.kafka";

  @Override
  public int execute(ParseResult parsed) throws ExecutionException {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    if (parsed.commandSpec().userObject() instanceof RootCommand root) {
      if (root.quiet()) {
        atMost(Level.WARN, OURS);
      }
      if (last.commandSpec().userObject() instanceof ClientCommand && !root.verbose()) {
        atMost(Level.ERROR, KAFKA);
      }
      if (introducesModel(last.commandSpec()) && !root.verbose()) {
        atMost(Level.WARN, MODEL);
      }
    }
    return new RunLast().execute(parsed);
  }

  private static boolean introducesModel(CommandSpec command) {
    return command.mixins().values().stream()
        .anyMatch(mixin -> mixin.userObject() instanceof ModelOptions || introducesModel(mixin));
  }

  /** What is more silent already stays so. */
  private static void atMost(Level level, String name) {
    Logger logger = (Logger) LoggerFactory.getLogger(name);
    if (!logger.getEffectiveLevel().isGreaterOrEqual(level)) {
      logger.setLevel(level);
    }
  }
}
