package io.clipstreams.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.ConfigReference;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code clip-streams config}. */
@Command(
    name = "config",
    header = "List every configuration key with type, default and meaning.",
    description =
        "Given a configuration, shows and checks its values, too: of several sources the first wins: "
            + "-D, environment (CLIP_... and KAFKA_...), --config FILE, default.")
final class ConfigCommand implements Runnable {
  private static final String INDENT = "    ";

  private final Console console;

  @Mixin private KafkaOptions options;

  @Option(names = "--json", description = "Print a JSON array.")
  private boolean json;

  ConfigCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    ClipConfig config = options.config(console);
    if (json) {
      console.out().println(new JsonOutput().pretty(array(config)));
    } else {
      print(config);
    }
  }

  private static ArrayNode array(ClipConfig config) {
    Map<String, String> values = config.shown();
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (ConfigReference.Entry entry : ConfigReference.entries()) {
      array
          .addObject()
          .put("key", entry.key())
          .put("group", entry.group())
          .put("type", entry.type())
          .put("default", entry.defaultValue())
          .put("value", values.get(entry.key()))
          .put("values", entry.validValues())
          .put("meaning", entry.meaning());
    }
    return array;
  }

  private void print(ClipConfig config) {
    Ansi ansi = console.ansi();
    int width = console.width().orElse(Integer.MAX_VALUE);
    Map<String, String> values = config.shown();
    String group = "";
    for (ConfigReference.Entry entry : ConfigReference.entries()) {
      if (!entry.group().equals(group)) {
        group = entry.group();
        console.out().println(ansi.string("%n@|bold,underline %s|@".formatted(group)));
      }
      print(entry, values.get(entry.key()), ansi, width);
    }
    console.out().println(ansi.string("%n@|bold,underline Kafka's keys|@".formatted()));
    console.out().println("Any other key goes to Kafka Streams, its clients and the registry.");
    ClipConfig defaults = ClipConfig.of(Map.of());
    config.kafkaProperties().keySet().stream()
        .sorted()
        .forEach(
            key -> {
              String defaultValue = defaults.kafkaProperty(key).orElse("");
              console.out().println(heading(key, "", defaultValue, values.get(key), ansi));
            });
  }

  private void print(ConfigReference.Entry entry, String value, Ansi ansi, int width) {
    String type =
        entry.validValues().isEmpty() ? entry.type() : entry.type() + ": " + entry.validValues();
    console.out().println(heading(entry.key(), type, entry.defaultValue(), value, ansi));
    Cells.wrap(entry.meaning(), width - INDENT.length())
        .forEach(line -> console.out().println(INDENT + line));
  }

  private static String heading(
      String key, String type, String defaultValue, String value, Ansi ansi) {
    StringBuilder line = new StringBuilder(ansi.string("@|bold " + key + "|@"));
    if (!type.isEmpty()) {
      line.append(" (").append(type).append(')');
    }
    if (!defaultValue.isEmpty()) {
      line.append(" default ").append(defaultValue);
    }
    if (!value.equals(defaultValue)) {
      line.append(ansi.string("@|yellow  -> |@")).append(value);
    }
    return line.toString();
  }
}
