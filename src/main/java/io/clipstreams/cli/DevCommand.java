package io.clipstreams.cli;

import io.clipstreams.local.Shutdown;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code clip-streams dev}. */
@Command(
    name = "dev",
    header = "Run broker, schema registry and application on this machine, for your own programs.",
    description = {
      "Prints a line 'READY kafka=HOST:PORT registry=http://HOST:PORT http=http://HOST:PORT' when all of"
          + " them run. Ctrl-C ends it."
    })
final class DevCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private LocalStackOptions stackOptions;
  @Mixin private ConfigOptions configOptions;

  DevCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (Shutdown shutdown = Shutdown.atExit()) {
      LocalApplication local =
          LocalApplication.start(
              configOptions.config(console),
              stackOptions.stack(),
              stackOptions.httpPort(),
              shutdown);
      console.out().println(local.endpoints().readyLine());
      console.out().flush();
      return local.application().awaitEnd().isPresent() ? 1 : 0;
    }
  }
}
