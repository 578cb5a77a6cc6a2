package io.clipstreams.cli;

import io.clipstreams.LabelSet;
import io.clipstreams.client.EventProducer;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.client.ProduceReport;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.scoring.LabelSetDefinition;
import io.clipstreams.serde.AvroSerdes;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code clip-streams labels}. */
@Command(
    name = "labels",
    header = "Set the labels that images are classified by.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = LabelsCommand.Set.class)
final class LabelsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "set is missing");
  }

  /** {@code clip-streams labels set}. */
  @Command(
      name = "set",
      header = "Make a label set, or replace it.",
      description = "The set named 'default' goes before clip.labels.default.")
  static final class Set implements Callable<Integer>, ClientCommand {
    private final Console console;

    @Spec private CommandSpec spec;
    @Mixin private KafkaOptions options;

    @Parameters(index = "0", paramLabel = "NAME", description = "The set's name.")
    private String name;

    @Parameters(
        index = "1..*",
        arity = "1..*",
        paramLabel = "LABEL",
        description = "The labels; none blank, none twice.")
    private List<String> labels;

    @Option(
        names = "--template",
        paramLabel = "TEXT",
        defaultValue = LabelSetDefinition.DEFAULT_TEMPLATE,
        description =
            "A prompt with {} for the label; several are averaged. Repeatable "
                + "(default: ${DEFAULT-VALUE}).")
    private List<String> templates;

    @Option(
        names = "--top-k",
        paramLabel = "N",
        defaultValue = "" + LabelSetDefinition.DEFAULT_TOP_K,
        description = "How many of the best labels an image carries (default: ${DEFAULT-VALUE}).")
    private int topK;

    Set(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      ClipConfig config = options.config(console);
      LabelSet set = valid();
      ProduceReport report = new ProduceReport();
      try (AvroSerdes serdes = new AvroSerdes(config);
          Admin admin = new KafkaClients(config).connect();
          EventProducer events = new EventProducer(config, serdes, admin)) {
        events.labelSet(name, set, report);
        events.flush();
      }
      report.refused().forEach(reason -> console.err().println("refused: " + reason));
      if (report.refused().isEmpty()) {
        console.out().printf("label set '%s': %d labels%n", name, labels.size());
      }
      return report.refused().isEmpty() ? 0 : 1;
    }

    private LabelSet valid() {
      try {
        if (name.isBlank()) {
          throw new IllegalArgumentException("the set's name is blank");
        }
        LabelSetDefinition set = new LabelSetDefinition(labels, templates, true, topK);
        return new LabelSet(set.labels(), set.templates(), set.active(), set.topK());
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), e.getMessage(), e);
      }
    }
  }
}
