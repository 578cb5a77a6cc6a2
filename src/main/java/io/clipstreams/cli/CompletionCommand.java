package io.clipstreams.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code clip-streams completion}. */
@Command(
    name = "completion",
    header = "Print a script that completes commands and options in a shell.",
    description = {
      "bash: source <(clip-streams completion bash)",
      "zsh: source <(clip-streams completion zsh)",
      "Put the line into ~/.bashrc or ~/.zshrc to have it always."
    })
final class CompletionCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec command;

  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  private Shell shell;

  /** The script itself finds out which of them runs it. */
  enum Shell {
    BASH,
    ZSH;

    /** As it is written on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    CommandSpec root = command.root();
    String name = shell.name().toLowerCase(Locale.ROOT);
    console.out().printf("# source <(%s completion %s)%n", root.name(), name);
    console.out().print(AutoComplete.bash(root.name(), root.commandLine()));
    console.out().flush();
    return 0;
  }
}
