package io.clipstreams.cli;

import io.clipstreams.serde.SerdeFailure;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TimeoutException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * A failed command: one line that says what is wrong and what to do; the stack trace if asked for.
 */
final class CommandError implements IExecutionExceptionHandler {
  static final String PREFIX = "error: ";

  @Override
  public int handleExecutionException(Exception exception, CommandLine line, ParseResult parsed) {
    Throwable thrown = unwrapped(exception);
    line.getErr().println(line.getColorScheme().errorText(PREFIX + words(thrown)));
    if (isVerbose(line)) {
      line.getErr().println(line.getColorScheme().stackTraceText(exception));
    }
    line.getErr().flush();
    return thrown instanceof ConfigException
        ? line.getCommandSpec().exitCodeOnInvalidInput()
        : line.getCommandSpec().exitCodeOnExecutionException();
  }

  private static boolean isVerbose(CommandLine line) {
    CommandLine root = line;
    while (root.getParent() != null) {
      root = root.getParent();
    }
    return root.getCommandSpec().userObject() instanceof RootCommand command && command.verbose();
  }

  private static Throwable unwrapped(Throwable thrown) {
    boolean wrapper = thrown instanceof ExecutionException || thrown instanceof CompletionException;
    return wrapper && thrown.getCause() != null ? unwrapped(thrown.getCause()) : thrown;
  }

  /** The message in one line, with the remedy where the exception has none. */
  static String words(Throwable thrown) {
    return oneLine(message(thrown));
  }

  private static String message(Throwable thrown) {
    if (thrown instanceof NoSuchFileException e) {
      return "no such file or directory: " + e.getMessage();
    } else if (thrown instanceof AccessDeniedException e) {
      return "no permission to read " + e.getMessage();
    } else if (thrown instanceof InvalidReplicationFactorException e) {
      return e.getMessage() + " --replication-factor 1 suits a single broker.";
    } else if (thrown instanceof TimeoutException e) {
      return "Kafka does not answer: " + e.getMessage();
    } else if (thrown instanceof KafkaException e
        && e.getCause() instanceof ConfigException cause) {
      return cause.getMessage();
    } else if (thrown instanceof KafkaException || thrown instanceof IOException) {
      return described(thrown);
    } else if (thrown instanceof RuntimeException && SerdeFailure.isRegistryUnavailable(thrown)) {
      return "the schema registry does not answer ("
          + SerdeFailure.reason(thrown)
          + "); does it run, and is --registry right?";
    }
    return described(thrown);
  }

  private static String described(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null || message.isBlank() ? thrown.toString() : message;
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
