package io.clipstreams.cli;

import io.clipstreams.local.ProcessEnd;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;

/** Entry point of the command line. */
public final class Main {
  private Main() {}

  /**
   * Runs one command and ends the process: 0 done, 1 failed, 2 usage.
   *
   * @param arguments the command and its options
   */
  public static void main(String[] arguments) {
    PrintWriter out =
        new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true);
    PrintWriter err =
        new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true);
    ProcessEnd.bySignals();
    int code = commandLine(System.getenv(), out, err).execute(arguments);
    out.flush();
    err.flush();
    // Threads of libraries must not keep a finished command alive.
    System.exit(code);
  }

  /**
   * The command line, ready to be executed.
   *
   * @param environment the process's variables
   * @param out takes results
   * @param err takes errors and progress
   */
  static CommandLine commandLine(
      Map<String, String> environment, PrintWriter out, PrintWriter err) {
    RootCommand root = new RootCommand();
    Console console = new Console(environment, out, err, root::quiet);
    CommandLine line = new CommandLine(root, new CommandFactory(console));
    line.setOut(out);
    line.setErr(err);
    line.setColorScheme(CommandLine.Help.defaultColorScheme(console.ansi()));
    line.setUsageHelpAutoWidth(true);
    line.setUsageHelpLongOptionsMaxWidth(30);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    // A mistyped option after one that takes several values is no value of it.
    line.setUnmatchedOptionsAllowedAsOptionParameters(false);
    line.setExecutionStrategy(new LogLevels());
    line.setParameterExceptionHandler(new UsageError());
    line.setExecutionExceptionHandler(new CommandError());
    return line;
  }
}
