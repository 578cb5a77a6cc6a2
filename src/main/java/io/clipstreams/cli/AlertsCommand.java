package io.clipstreams.cli;

import io.clipstreams.client.AcceptedPairs;
import io.clipstreams.client.AcceptedPairs.AcceptedPair;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.serde.AvroSerdes;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.serialization.Deserializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code clip-streams alerts}. */
@Command(
    name = "alerts",
    header = "What people decided about alerts.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = AlertsCommand.Accepted.class)
final class AlertsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "accepted is missing");
  }

  /** {@code clip-streams alerts accepted}. */
  @Command(
      name = "accepted",
      header = "Write the accepted pairs as CSV, for 'calibrate'.",
      description =
          "Columns: file (the imageId), caption, caption_id. Alerts accepted over HTTP are found while "
              + "their records are kept (clip.alerts.resolved.retention). Add them to a table of ordinary "
              + "right pairs: thresholds calibrated on them alone lie too low.")
  static final class Accepted implements Callable<Integer>, ClientCommand {
    private final Console console;

    @Mixin private KafkaOptions options;

    @Option(
        names = "--output",
        paramLabel = "FILE",
        description = "Where to write them (default: standard output).")
    private Optional<Path> output = Optional.empty();

    Accepted(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() throws IOException {
      Collection<AcceptedPair> pairs = find(options.config(console));
      if (output.isEmpty()) {
        AcceptedPairs.write(pairs, console.out());
        return 0;
      }
      try (Writer file = Files.newBufferedWriter(output.get())) {
        AcceptedPairs.write(pairs, file);
      }
      console.out().printf("%s: %d accepted pairs%n", output.get(), pairs.size());
      return 0;
    }

    private static Collection<AcceptedPair> find(ClipConfig config) {
      KafkaClients clients = new KafkaClients(config);
      clients.connect().close();
      try (AvroSerdes serdes = new AvroSerdes(config);
          Deserializer<Object> deserializer = serdes.deserializer()) {
        return new AcceptedPairs(clients, config.topics().names(), deserializer).find();
      }
    }
  }
}
