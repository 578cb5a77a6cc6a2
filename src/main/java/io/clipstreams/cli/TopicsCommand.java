package io.clipstreams.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstreams.client.KafkaClients;
import io.clipstreams.client.TopicSettings;
import io.clipstreams.client.TopicSpec;
import io.clipstreams.client.TopicState;
import io.clipstreams.client.Topics;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.TopicConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code clip-streams topics}. */
@Command(
    name = "topics",
    header = "Make the topics, or tell what they are.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {TopicsCommand.Create.class, TopicsCommand.Describe.class})
final class TopicsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "create or describe is missing");
  }

  /** {@code clip-streams topics create}. */
  @Command(
      name = "create",
      header = "Make all topics that do not exist.",
      description =
          "Topics that exist are left as they are; where they differ from what would be made, it is "
              + "said.")
  static final class Create implements Callable<Integer>, ClientCommand {
    private final Console console;

    @Spec private CommandSpec spec;

    @Mixin private KafkaOptions options;

    @Option(
        names = "--partitions",
        paramLabel = "N",
        description = "Partitions of each topic (default: clip.topics.partitions).")
    private Optional<Integer> partitions = Optional.empty();

    @Option(
        names = "--replication-factor",
        paramLabel = "N",
        description = "Copies of each topic (default: clip.topics.replication.factor).")
    private Optional<Short> replicationFactor = Optional.empty();

    @Option(
        names = "--retention",
        paramLabel = "DURATION",
        converter = DurationOption.class,
        description =
            "How long records are kept, such as 7d. Images and captions are then deleted after that "
                + "time instead of compacted: what was not read by then is lost to a new application id.")
    private Optional<Duration> retention = Optional.empty();

    @Option(names = "--json", description = "Print a JSON array.")
    private boolean json;

    Create(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      ClipConfig config = options.config(console);
      TopicSettings settings = settings(config);
      try (Admin admin = new KafkaClients(config).connect()) {
        print(new Topics(admin).createAll(config.topics().names(), settings));
      }
      return 0;
    }

    private TopicSettings settings(ClipConfig config) {
      TopicSettings settings = TopicSettings.of(config);
      if (partitions.isPresent()) {
        settings = settings.withPartitions(atLeastOne("--partitions", partitions.get()));
      }
      if (replicationFactor.isPresent()) {
        int copies = atLeastOne("--replication-factor", replicationFactor.get());
        settings = settings.withReplicationFactor((short) copies);
      }
      if (retention.isPresent()) {
        settings = settings.withRetention(retention.get());
      }
      return settings;
    }

    private int atLeastOne(String option, int number) {
      if (number < 1) {
        throw new ParameterException(
            spec.commandLine(), option + " is " + number + ", it must be at least 1");
      }
      return number;
    }

    private void print(List<Topics.Outcome> outcomes) {
      if (json) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Topics.Outcome outcome : outcomes) {
          ObjectNode node =
              array.addObject().put("name", outcome.name()).put("created", outcome.created());
          outcome.differences().forEach(node.putArray("differences")::add);
        }
        console.out().println(new JsonOutput().pretty(array));
        return;
      }
      Table table = new Table("TOPIC", "STATE", "DIFFERS");
      for (Topics.Outcome outcome : outcomes) {
        table.row(
            outcome.name(),
            outcome.created() ? "created" : "exists",
            String.join("; ", outcome.differences()));
      }
      table.lines().forEach(console.out()::println);
    }
  }

  /** {@code clip-streams topics describe}. */
  @Command(
      name = "describe",
      header = "Tell what the topics are.",
      description = "Exits with 1 when a topic is missing.")
  static final class Describe implements Callable<Integer>, ClientCommand {
    private final Console console;

    @Mixin private KafkaOptions options;

    @Option(names = "--json", description = "Print a JSON array.")
    private boolean json;

    Describe(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      ClipConfig config = options.config(console);
      List<String> names =
          TopicSpec.all(config.topics().names(), TopicSettings.of(config)).stream()
              .map(TopicSpec::name)
              .toList();
      Map<String, TopicState> states;
      try (Admin admin = new KafkaClients(config).connect()) {
        states = new Topics(admin).describe(names);
      }
      if (json) {
        console.out().println(new JsonOutput().pretty(array(names, states)));
      } else {
        table(names, states).lines().forEach(console.out()::println);
      }
      return states.size() == names.size() ? 0 : 1;
    }

    private static ArrayNode array(List<String> names, Map<String, TopicState> states) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      for (String name : names) {
        ObjectNode node =
            array.addObject().put("name", name).put("exists", states.containsKey(name));
        if (states.containsKey(name)) {
          TopicState state = states.get(name);
          node.put("partitions", state.partitions())
              .put("replicationFactor", state.replicationFactor());
          ObjectNode configs = node.putObject("configs");
          state.configs().keySet().stream()
              .sorted()
              .forEach(key -> configs.put(key, state.configs().get(key)));
        }
      }
      return array;
    }

    private static Table table(List<String> names, Map<String, TopicState> states) {
      Table table =
          new Table("TOPIC", "PARTITIONS", "COPIES", "CLEANUP", "RETENTION", "LARGEST RECORD");
      for (String name : names) {
        TopicState state = states.get(name);
        if (state == null) {
          table.row(name, "missing", "", "", "", "");
        } else {
          table.row(
              name,
              Integer.toString(state.partitions()),
              Integer.toString(state.replicationFactor()),
              state.configs().getOrDefault(TopicConfig.CLEANUP_POLICY_CONFIG, "?"),
              retention(state),
              state.configs().getOrDefault(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "?"));
        }
      }
      return table;
    }

    private static String retention(TopicState state) {
      String millis = state.configs().getOrDefault(TopicConfig.RETENTION_MS_CONFIG, "?");
      boolean compacted =
          TopicConfig.CLEANUP_POLICY_COMPACT.equals(
              state.configs().get(TopicConfig.CLEANUP_POLICY_CONFIG));
      if (compacted || millis.equals("-1")) {
        return "for ever";
      }
      return millis.equals("?") ? millis : Durations.format(Durations.parse(millis));
    }
  }
}
