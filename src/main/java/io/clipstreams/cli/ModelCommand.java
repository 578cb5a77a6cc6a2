package io.clipstreams.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstreams.model.ModelException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code model}: getting models, and looking at them. */
@Command(
    name = "model",
    description = "Lists, downloads, verifies and describes models.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ModelListCommand.class,
      ModelDownloadCommand.class,
      ModelVerifyCommand.class,
      ModelInfoCommand.class
    })
public final class ModelCommand implements Runnable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing required subcommand");
  }

  /** Runs a command; what is wrong with a model is one line on standard error, and exit code 1. */
  static int run(CommandSpec spec, Callable<Integer> command) throws Exception {
    try {
      return command.call();
    } catch (ModelException e) {
      spec.commandLine().getErr().println("error: " + e.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  /** Prints JSON for programs. */
  static void print(CommandSpec spec, JsonNode json) {
    try {
      spec.commandLine()
          .getOut()
          .println(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree cannot be written", e);
    }
  }
}
