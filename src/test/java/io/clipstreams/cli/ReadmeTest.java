package io.clipstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.ConfigReference;
import io.clipstreams.config.TopicNames;
import io.clipstreams.failure.FailureCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** README.md names nothing that the code does not have. */
class ReadmeTest {
  private static final Path BASE = Path.of(System.getProperty("clip.test.basedir", "."));
  private static final Pattern INVOCATION = Pattern.compile("\\./clip-streams ([^\\n`]*)");
  private static final Pattern WORD = Pattern.compile("[a-z][a-z-]*");
  private static final Pattern OPTION = Pattern.compile("(?<=\\s)--?[A-Za-z][a-z-]*");
  private static final Pattern CLIP_NAME =
      Pattern.compile("(?<![\\w./-])clip\\.[a-z0-9.-]*[a-z0-9]");
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#)([^)#]+)");

  /** Headers of dead letters begin like keys. */
  private static final Set<String> HEADERS =
      Set.of("clip.errors.code", "clip.errors.stage", "clip.errors.value.omitted.bytes");

  /** A caption's attribute, which no key of the configuration has the name of. */
  private static final String ACCEPT_ATTRIBUTE = "clip.mismatch";

  /** Does something by itself and has a subcommand besides. */
  private static final String WHOLE_BY_ITSELF = "bench";

  private static String readme;

  @BeforeAll
  static void read() throws IOException {
    readme = Files.readString(BASE.resolve("README.md"));
  }

  @Test
  void commandsAndTheirOptionsExist() {
    Matcher invocation = INVOCATION.matcher(readme);
    List<String> seen = new ArrayList<>();
    while (invocation.find()) {
      String line = invocation.group(1);
      seen.add(line);
      CommandLine command = root();
      for (String word : line.split("\\s+", -1)) {
        if (!WORD.matcher(word).matches() || !command.getSubcommands().containsKey(word)) {
          break;
        }
        command = command.getSubcommands().get(word);
      }
      assertThat(command.getParent()).as("a command is named in: " + line).isNotNull();
      if (!command.getCommandName().equals(WHOLE_BY_ITSELF)) {
        assertThat(command.getSubcommands()).as("the command is whole in: " + line).isEmpty();
      }
      Matcher option = OPTION.matcher(line);
      while (option.find()) {
        assertThat(names(command)).as("options of: " + line).contains(option.group());
      }
    }
    assertThat(seen).hasSizeGreaterThan(8);
  }

  @Test
  void configurationKeysTopicsAndHeadersExist() {
    Set<String> known = new TreeSet<>(HEADERS);
    known.add(ACCEPT_ATTRIBUTE);
    ConfigReference.entries().forEach(entry -> known.add(entry.key()));
    known.addAll(topics());
    Matcher name = CLIP_NAME.matcher(readme);
    Set<String> named = new TreeSet<>();
    while (name.find()) {
      named.add(name.group());
    }
    assertThat(known).containsAll(named);
  }

  @Test
  void everyTopicAndFailureCodeIsTold() {
    assertThat(topics()).allSatisfy(topic -> assertThat(readme).contains("`" + topic + "`"));
    assertThat(FailureCode.values())
        .allSatisfy(code -> assertThat(readme).contains("`" + code.name() + "`"));
  }

  @Test
  void linkedFilesExist() {
    Matcher link = LINK.matcher(readme);
    List<Path> files = new ArrayList<>();
    while (link.find()) {
      files.add(BASE.resolve(link.group(1)));
    }
    assertThat(files).isNotEmpty().allSatisfy(file -> assertThat(file).exists());
  }

  private static Set<String> topics() {
    TopicNames names = ClipConfig.of(Map.of()).topics().names();
    return Stream.concat(names.inputs().stream(), names.outputs().stream())
        .collect(Collectors.toSet());
  }

  private static Set<String> names(CommandLine command) {
    return command.getCommandSpec().options().stream()
        .map(OptionSpec::names)
        .flatMap(Stream::of)
        .collect(Collectors.toSet());
  }

  private static CommandLine root() {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    return Main.commandLine(Map.of(), nowhere, nowhere);
  }
}
