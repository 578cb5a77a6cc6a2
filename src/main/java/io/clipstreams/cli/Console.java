package io.clipstreams.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Help.Ansi;

/**
 * Where a command prints and what it may know of its surroundings.
 *
 * @param environment the process's variables
 * @param out takes results
 * @param err takes errors and progress
 */
record Console(Map<String, String> environment, PrintWriter out, PrintWriter err) {
  Console {
    environment = Map.copyOf(environment);
  }

  /** Colours: only on a terminal, and never where NO_COLOR is set (no-color.org). */
  Ansi ansi() {
    return terminal() && environment.getOrDefault("NO_COLOR", "").isEmpty() ? Ansi.ON : Ansi.OFF;
  }

  /** Whether a person looks on. */
  boolean terminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
        && !environment.getOrDefault("TERM", "").equals("dumb");
  }

  /** Since Java 22 there is a console without a terminal, too; before, being there says it. */
  private static boolean isTerminal(java.io.Console console) {
    try {
      return (Boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException before22) {
      return true;
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("java.io.Console.isTerminal", e);
    }
  }
}
