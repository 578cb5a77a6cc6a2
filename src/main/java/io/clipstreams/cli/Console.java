package io.clipstreams.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Where a command prints and what it may know of its surroundings.
 *
 * @param environment the process's variables
 * @param out takes results
 * @param err takes errors, remarks and progress
 * @param silence whether remarks and progress are unwanted; known as soon as the arguments are read
 */
record Console(
    Map<String, String> environment, PrintWriter out, PrintWriter err, BooleanSupplier silence) {
  private static final int NARROWEST = 40;

  Console {
    environment = Map.copyOf(environment);
    Objects.requireNonNull(out, "out");
    Objects.requireNonNull(err, "err");
    Objects.requireNonNull(silence, "silence");
  }

  /** Whether results, warnings and errors are all that is wanted. */
  boolean quiet() {
    return silence.getAsBoolean();
  }

  /** Says what is good to know, but neither a result nor an error. */
  void remark(String line) {
    if (!quiet()) {
      err.println(line);
      err.flush();
    }
  }

  /**
   * How many characters a line should have at most: COLUMNS, or the terminal's width. Empty where
   * the output goes elsewhere: a file's lines may be as long as they like.
   */
  OptionalInt width() {
    Optional<Integer> wanted =
        Optional.ofNullable(environment.get("COLUMNS"))
            .filter(columns -> columns.matches("[1-9][0-9]{0,4}"))
            .map(Integer::valueOf);
    if (wanted.isEmpty() && !terminal()) {
      return OptionalInt.empty();
    }
    int columns = wanted.orElseGet(() -> new UsageMessageSpec().autoWidth(true).width());
    return OptionalInt.of(Math.max(NARROWEST, columns));
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
