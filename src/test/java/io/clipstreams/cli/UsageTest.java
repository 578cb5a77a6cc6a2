package io.clipstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class UsageTest {
  static Stream<List<String>> commands() {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    List<List<String>> all = new ArrayList<>();
    collect(Main.commandLine(Map.of(), nowhere, nowhere), List.of(), all);
    return all.stream();
  }

  private static void collect(CommandLine line, List<String> path, List<List<String>> all) {
    all.add(path);
    line.getSubcommands()
        .forEach(
            (name, sub) ->
                collect(sub, Stream.concat(path.stream(), Stream.of(name)).toList(), all));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelpAndVersion(List<String> path) {
    CommandLineRun help = run(path, "--help");
    assertThat(help.code()).isZero();
    assertThat(help.out()).contains("Usage: clip-streams").contains("--verbose", "--quiet");
    assertThat(help.out().lines()).allMatch(line -> line.length() <= 120);
    assertThat(help.out()).doesNotContain("%%");
    CommandLineRun version = run(path, "--version");
    assertThat(version.code()).isZero();
    assertThat(version.out()).startsWith("clip-streams ");
  }

  /** Picocli takes them for formats, and warns of those that are none. */
  @Test
  void descriptionsAreFormats() {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    descriptions(Main.commandLine(Map.of(), nowhere, nowhere).getCommandSpec())
        .forEach(
            text -> assertThatCode(() -> String.format(text)).as(text).doesNotThrowAnyException());
  }

  private static Stream<String> descriptions(CommandSpec command) {
    Stream<String> own =
        Stream.concat(
            Stream.of(command.usageMessage().description()),
            command.args().stream().flatMap(arg -> Stream.of(arg.description())));
    return Stream.concat(
        own,
        command.subcommands().values().stream().flatMap(sub -> descriptions(sub.getCommandSpec())));
  }

  private static CommandLineRun run(List<String> path, String option) {
    return CommandLineRun.of(
        Stream.concat(path.stream(), Stream.of(option)).toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "alerts",
        "topics",
        "topics create --partitions 0",
        "topics create --partitions many",
        "topics create --retention soon",
        "topics create -D clip.modle=x",
        "topics create -D novalue",
        "topics create --config none.properties",
        "produce images",
        "produce captions",
        "labels set pets",
        "labels set pets dog dog",
        "labels set pets dog --template photo",
        "tail nothing",
        "tail alerts --timeout soon",
        "evaluate",
        "calibrate pairs.csv --false-alarm-rate 2 --output c.json",
        "calibrate pairs.csv",
        "similarity --texts cat --images cat.jpg --outptu heat.png",
        "config --nonsense"
      })
  void wrongUsageIsTwoWithOneLineAndAHint(String arguments) {
    CommandLineRun run =
        CommandLineRun.of(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("error: ").contains("--help").doesNotContain("\tat ");
    assertThat(run.err().lines()).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void theNearestKeyIsSuggested() {
    assertThat(CommandLineRun.of("config", "-D", "clip.modle=x").err())
        .contains("did you mean clip.model?");
  }

  @Test
  void anUnknownOutputNamesThoseThereAre() {
    assertThat(CommandLineRun.of("tail", "nothing").err())
        .contains("enriched-images, enriched-captions, alerts, detections, dead-letters");
  }

  @Test
  void configListsEveryKey() throws IOException {
    CommandLineRun table = CommandLineRun.of("config");
    CommandLineRun json = CommandLineRun.of("config", "--json", "-D", "clip.http.port=1");

    assertThat(table.code()).isZero();
    assertThat(table.out()).contains("clip.image.max.bytes (size: 1B to 1GiB) default 16MiB");
    assertThat(table.out()).contains("application.id default clip-streams");
    JsonNode array = new ObjectMapper().readTree(json.out());
    assertThat(array).hasSizeGreaterThan(25);
    assertThat(array)
        .filteredOn(node -> node.get("key").asText().equals("clip.http.port"))
        .singleElement()
        .satisfies(
            node -> {
              assertThat(node.get("default").asText()).isEqualTo("8080");
              assertThat(node.get("value").asText()).isEqualTo("1");
            });
  }

  @Test
  void configShowsValuesOfAllSourcesAndNoSecrets(@TempDir Path directory) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("c.properties"),
            "ssl.key.password=s3cret\nclip.http.host=0.0.0.0\nlinger.ms=7\n");

    CommandLineRun run =
        CommandLineRun.with(Map.of("CLIP_HTTP_PORT", "99"), "config", "--config", file.toString());

    assertThat(run.out())
        .doesNotContain("s3cret")
        .contains("default 127.0.0.1 -> 0.0.0.0")
        .contains("default 8080 -> 99")
        .contains("linger.ms -> 7");
  }

  @Test
  void aBrokerThatDoesNotAnswerIsOneLineThatNamesIt() {
    CommandLineRun run =
        CommandLineRun.of("topics", "describe", "--bootstrap-server", "nohost.invalid:9092");

    assertThat(run.code()).isEqualTo(1).isNotEqualTo(2);
    assertThat(run.err()).startsWith("error: ").contains("bootstrap").doesNotContain("\tat ");
    assertThat(run.err().lines()).hasSize(1);
    assertThat(
            CommandLineRun.of(
                    "topics", "describe", "--bootstrap-server", "nohost.invalid:9092", "--verbose")
                .err())
        .contains("\tat ");
  }

  @Test
  void theRegistrysUrlGoesToTheKeyOfTheSerde() {
    assertThat(CommandLineRun.of("config", "--registry", "http://r:1").out())
        .contains("apicurio.registry.url default http://localhost:8081 -> http://r:1")
        .doesNotContain("schema.registry.url ->");
    assertThat(
            CommandLineRun.of("config", "--registry", "http://r:1", "-D", "clip.serde=confluent")
                .out())
        .contains("schema.registry.url -> http://r:1");
  }
}
