package io.clipstreams.cli;

import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.app.ServedApplication;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.local.Shutdown;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code clip-streams run}. */
@Command(
    name = "run",
    header = "Run the application against your own Kafka.",
    description =
        "Needs the topics ('clip-streams topics create') and a schema registry. SIGTERM ends it cleanly.")
final class RunCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

  private final Console console;

  @Mixin private KafkaOptions options;

  RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    ClipConfig config = options.config(console);
    LogFormat.apply(config.log().format());
    LOG.info("Configuration: {}", config);
    ServedApplication.requireGuarded(config);
    try (Shutdown shutdown = Shutdown.atExit()) {
      EmbeddingModel model = shutdown.add("model", EmbeddingModel.loadJournalled(config));
      ServedApplication served =
          shutdown.add("application", ServedApplication.start(config, model));
      return served.application().awaitEnd().isPresent() ? 1 : 0;
    }
  }
}
