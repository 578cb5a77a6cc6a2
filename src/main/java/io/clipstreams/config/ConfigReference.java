package io.clipstreams.config;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/** The reference of all keys, for {@code clip-streams config} and the documentation. */
public final class ConfigReference {
  /**
   * One key.
   *
   * @param key its name
   * @param group the heading it stands under
   * @param type string, boolean, int, long, double, list, size or duration
   * @param defaultValue as one would write it; empty if the key is unset by default
   * @param validValues in words; empty if the type says it all
   * @param meaning what it does
   */
  public record Entry(
      String key,
      String group,
      String type,
      String defaultValue,
      String validValues,
      String meaning) {}

  private static final String INTRODUCTION =
      """
      # Configuration

      <!-- Generated: mvn -Dtest=ConfigReferenceTest -Dclip.docs.write=true test -->

      Every key of clip-streams starts with `clip.`; an unknown one is an error. Any other key goes to \
      Kafka Streams, its clients and the registry's client as it is, prefixes such as `producer.` and \
      `main.consumer.` included. Of several sources the first that sets a key wins:

      1. `-D key=value` on the command line;
      2. the environment: `CLIP_IMAGE_ALPHA` sets `clip.image.alpha`, `KAFKA_BOOTSTRAP_SERVERS` sets \
      `bootstrap.servers` (upper case, `_` for `.`; an empty variable counts as unset). `CLIP_CLASSPATH` \
      names jars for the launcher's class path. `CLIP_STREAMS_...`, `KAFKA_HEAP_OPTS`, `KAFKA_OPTS` and \
      the like are left alone. A Kafka or registry key with a dash in it goes into the file;
      3. the file given with `--config`: Java properties in UTF-8;
      4. the default below.

      Sizes are written `16MiB`, `64KiB` or in bytes; durations `500ms`, `10s`, `5m`, `2h`, `7d` or in \
      milliseconds; lists with commas.
      """;

  private ConfigReference() {}

  /** All keys of ours, by group in the order of their definition. */
  public static List<Entry> entries() {
    List<ConfigKey> keys = List.copyOf(ClipConfig.definition().configKeys().values());
    List<String> groups = ClipConfig.definition().groups();
    return keys.stream()
        .sorted(
            Comparator.comparingInt((ConfigKey key) -> groups.indexOf(key.group))
                .thenComparingInt(key -> key.orderInGroup))
        .map(ConfigReference::entry)
        .toList();
  }

  /** Our defaults for keys that are Kafka's or a registry's. */
  public static Map<String, String> kafkaDefaults() {
    return new TreeMap<>(ClipConfig.kafkaDefaults());
  }

  private static Entry entry(ConfigKey key) {
    String type =
        key.validator instanceof Keys.OwnType own
            ? own.typeName()
            : key.type.name().toLowerCase(Locale.ROOT);
    return new Entry(
        key.name,
        key.group,
        type,
        key.defaultValue == null ? "" : show(key.defaultValue),
        key.validator == null ? "" : key.validator.toString(),
        key.documentation);
  }

  /** A value as one would write it. */
  static String show(Object value) {
    return value instanceof List<?> list
        ? list.stream().map(Object::toString).collect(Collectors.joining(", "))
        : value.toString();
  }

  /** The keys as the tables of docs/configuration.md. */
  public static String markdown() {
    StringBuilder text = new StringBuilder(INTRODUCTION);
    String group = "";
    for (Entry entry : entries()) {
      if (!entry.group().equals(group)) {
        group = entry.group();
        text.append("\n## ").append(group).append("\n\n");
        text.append("| key | type | default | values | meaning |\n|---|---|---|---|---|\n");
      }
      text.append(row(entry));
    }
    text.append("\n## Kafka's keys that have a default here\n\n| key | default |\n|---|---|\n");
    kafkaDefaults().forEach((key, value) -> text.append("| `%s` | `%s` |\n".formatted(key, value)));
    return text.toString();
  }

  private static String row(Entry entry) {
    return "| `%s` | %s | %s | %s | %s |\n"
        .formatted(
            entry.key(),
            entry.type(),
            entry.defaultValue().isEmpty() ? "" : "`" + cell(entry.defaultValue()) + "`",
            cell(entry.validValues()),
            cell(entry.meaning()));
  }

  /** A bar would end the cell; an angle bracket would start a tag. */
  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;").replace(">", "&gt;");
  }
}
