package io.clipstreams.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** Runs a command, with Kafka's warnings off where it is a {@link ClientCommand}. */
final class QuietClients implements IExecutionStrategy {
  private static final String KAFKA = "org.apache.kafka";

  @Override
  public int execute(ParseResult parsed) throws ExecutionException {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    boolean verbose =
        parsed.commandSpec().userObject() instanceof RootCommand root && root.verbose();
    if (last.commandSpec().userObject() instanceof ClientCommand && !verbose) {
      ((Logger) LoggerFactory.getLogger(KAFKA)).setLevel(Level.ERROR);
    }
    return new RunLast().execute(parsed);
  }
}
