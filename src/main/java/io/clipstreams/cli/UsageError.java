package io.clipstreams.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Wrong usage: what is wrong, the nearest option if there is one, and where help is. */
final class UsageError implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException exception, String[] arguments) {
    CommandLine line = exception.getCommandLine();
    PrintWriter err = line.getErr();
    err.println(line.getColorScheme().errorText(CommandError.PREFIX + exception.getMessage()));
    UnmatchedArgumentException.printSuggestions(exception, err);
    err.printf("See '%s --help'.%n", line.getCommandSpec().qualifiedName());
    err.flush();
    return line.getCommandSpec().exitCodeOnInvalidInput();
  }
}
