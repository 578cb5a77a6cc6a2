package io.clipstreams.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstreams.client.DeadLetter;
import io.clipstreams.client.DeadLetterFilter;
import io.clipstreams.client.DeadLetterReplay;
import io.clipstreams.client.DeadLetterReplay.Fate;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.client.RecordJson;
import io.clipstreams.client.ReplayMarks;
import io.clipstreams.client.TopicSnapshot;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.TopicsConfig;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code clip-streams dead-letters}. */
@Command(
    name = "dead-letters",
    header = "Look at records that failed, or send them again.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {DeadLettersCommand.ListLetters.class, DeadLettersCommand.Replay.class})
final class DeadLettersCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "list or replay is missing");
  }

  /** {@code clip-streams dead-letters list}. */
  @Command(
      name = "list",
      header = "List records that failed, with the reason.",
      description =
          "Oldest first within a partition; times are the failed records' own. --json prints one whole"
              + " record a line, bytes in base64.")
  static final class ListLetters implements Callable<Integer>, ClientCommand {
    private final Console console;

    @Mixin private KafkaOptions options;

    @Mixin private DeadLetterOptions which;

    @Option(names = "--json", description = "Print JSON, one record a line.")
    private boolean json;

    @Option(names = "--limit", paramLabel = "N", description = "End after N records.")
    private Optional<Long> limit = Optional.empty();

    ListLetters(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      ClipConfig config = options.config(console);
      KafkaClients clients = new KafkaClients(config);
      Set<String> marked;
      try (Admin admin = clients.connect()) {
        marked = new ReplayMarks(clients, config.applicationId()).read(admin);
      }
      DeadLetterFilter filter = which.filter();
      AtomicLong left = new AtomicLong(limit.orElse(Long.MAX_VALUE));
      OutputTable table = new OutputTable(console.ansi(), console.width());
      if (!json) {
        console.out().println(table.header(Output.DEAD_LETTERS));
      }
      if (left.get() > 0) {
        new TopicSnapshot(clients, config.topics().names().deadLetters())
            .read(
                record -> {
                  DeadLetter letter = new DeadLetter(record);
                  if (filter.matches(letter)) {
                    print(letter, marked.contains(letter.place()), table);
                    left.decrementAndGet();
                  }
                  return left.get() > 0 && !console.out().checkError();
                });
      }
      return 0;
    }

    private void print(DeadLetter letter, boolean replayed, OutputTable table) {
      if (json) {
        ObjectNode node = RecordJson.ofBytes(letter.record());
        console.out().println(new JsonOutput().line(node.put("replayed", replayed)));
      } else {
        console.out().println(table.deadLetter(letter.record()) + (replayed ? " (replayed)" : ""));
      }
    }
  }

  /** {@code clip-streams dead-letters replay}. */
  @Command(
      name = "replay",
      header = "Send records that failed back to the topics they came from.",
      description = {
        "Each goes to the partition that it lay in, with the headers clip.replay.topic, .partition and"
            + " .offset that say where. The application leaves out those whose key has a later version by"
            + " now. A record is replayed once; --again sends it once more.",
        "Exits with 1 when a record could not be sent since its dead letter lacks what is needed."
      })
  static final class Replay implements Callable<Integer>, ClientCommand {
    private final Console console;

    @Mixin private KafkaOptions options;

    @Mixin private DeadLetterOptions which;

    @Option(names = "--dry-run", description = "Say what would be sent, and send nothing.")
    private boolean dryRun;

    @Option(names = "--again", description = "Send what was replayed before, too.")
    private boolean again;

    @Option(names = "--json", description = "Print the numbers as JSON.")
    private boolean json;

    Replay(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      ClipConfig config = options.config(console);
      KafkaClients clients = new KafkaClients(config);
      DeadLetterReplay replay =
          new DeadLetterReplay(
              clients,
              config.topics().names().deadLetters(),
              config.applicationId(),
              largestRecord(config));
      Map<Fate, Long> counts = new EnumMap<>(Fate.class);
      OutputTable table = new OutputTable(console.ansi(), console.width());
      try (Admin admin = clients.connect()) {
        if (dryRun) {
          replay.rehearse(admin, which.filter(), again, outcome -> count(outcome, counts, table));
        } else {
          short copies = config.topics().replicationFactor();
          replay.replay(
              admin, copies, which.filter(), again, outcome -> count(outcome, counts, table));
        }
      }
      print(counts);
      return counts.getOrDefault(Fate.INCOMPLETE, 0L) > 0 ? 1 : 0;
    }

    private static int largestRecord(ClipConfig config) {
      return Math.toIntExact(
          config
              .image()
              .maxBytes()
              .plus(TopicsConfig.RECORD_OVERHEAD)
              .plus(TopicsConfig.DEAD_LETTER_OVERHEAD)
              .bytes());
    }

    private void count(
        DeadLetterReplay.Outcome outcome, Map<Fate, Long> counts, OutputTable table) {
      counts.merge(outcome.fate(), 1L, Long::sum);
      if (outcome.fate() == Fate.INCOMPLETE) {
        console
            .err()
            .printf(
                "not sent: partition %d, offset %d of the dead letters has no value, or does not say"
                    + " where it came from; send the record anew%n",
                outcome.letter().record().raw().partition(),
                outcome.letter().record().raw().offset());
      } else if (dryRun && outcome.fate() == Fate.REPLAYED) {
        console.out().println(table.deadLetter(outcome.letter().record()));
      }
    }

    private void print(Map<Fate, Long> counts) {
      long sent = counts.getOrDefault(Fate.REPLAYED, 0L);
      long before = counts.getOrDefault(Fate.MARKED, 0L);
      long incomplete = counts.getOrDefault(Fate.INCOMPLETE, 0L);
      if (json) {
        ObjectNode node =
            JsonNodeFactory.instance
                .objectNode()
                .put("dryRun", dryRun)
                .put("replayed", sent)
                .put("replayedBefore", before)
                .put("incomplete", incomplete);
        console.out().println(new JsonOutput().line(node));
      } else {
        console
            .out()
            .printf(
                "%d %s, %d replayed before, %d incomplete%n",
                sent, dryRun ? "would be replayed" : "replayed", before, incomplete);
      }
    }
  }
}
