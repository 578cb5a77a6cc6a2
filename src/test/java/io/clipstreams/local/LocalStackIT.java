package io.clipstreams.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStackIT {
  @Test
  void aSignalEndsEverythingAndLeavesNothingBehind(@TempDir Path temporary) throws Exception {
    Process process = start(temporary);
    try (BufferedReader output = process.inputReader()) {
      String line = output.readLine();
      Matcher ready =
          Pattern.compile("READY kafka=(127.0.0.1:\\d+) registry=(http://127.0.0.1:\\d+) http=(.*)")
              .matcher(line);
      assertThat(ready.matches()).as(line).isTrue();
      createTopic(ready.group(1));
      ProcessHandle registry = process.children().findFirst().orElseThrow();

      // Not the process's own destroy(), which closes its output at this end.
      process.toHandle().destroy();

      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(128 + 15);
      assertThat(output.readLine()).isEqualTo("topics: [pictures]");
      Awaitility.await().until(() -> !registry.isAlive());
      try (Stream<Path> left = Files.list(temporary)) {
        assertThat(left.filter(file -> file.getFileName().toString().startsWith("clip-streams")))
            .isEmpty();
      }
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void ifThePortOfOnePartIsTakenTheOtherIsEnded() {
    Set<ProcessHandle> before = Children.alive();
    try (EmbeddedKafka other = EmbeddedKafka.start()) {
      int port = Integer.parseInt(other.bootstrapServers().split(":", 2)[1]);
      for (LocalStack.Settings settings :
          List.of(
              new LocalStack.Settings(port, 0, Optional.empty()),
              new LocalStack.Settings(0, port, Optional.empty()))) {
        assertThatThrownBy(() -> LocalStack.start(settings))
            .isInstanceOf(LocalStartException.class)
            .hasMessageContaining("127.0.0.1:" + port);
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> Children.alive().equals(before));
      }
    }
  }

  @Test
  void everythingIsKeptUnderOneDataDirectory(@TempDir Path data) throws Exception {
    LocalStack.Settings settings = new LocalStack.Settings(0, 0, Optional.of(data));
    try (LocalStack stack = LocalStack.start(settings)) {
      createTopic(stack.bootstrapServers());
      assertThat(stack.brokerIsWell()).isTrue();
      assertThat(stack.registryIsWell()).isTrue();
      assertThat(stack.stateDirectory()).isEqualTo(data.toRealPath().resolve("state"));
      assertThatThrownBy(() -> LocalStack.start(settings))
          .isInstanceOf(LocalStartException.class)
          .hasMessageContaining("in use");
    }
    assertThat(data.resolve("kafka/pictures-0")).isDirectory();
    assertThat(data.resolve("registry/registry.mv.db")).isRegularFile();
  }

  private static void createTopic(String bootstrapServers) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.createTopics(List.of(new NewTopic("pictures", 1, (short) 1))).all().get();
    }
  }

  private static Process start(Path temporary) throws Exception {
    Path arguments = temporary.resolve("arguments");
    Files.writeString(
        arguments,
        "-cp \"%s\" %s"
            .formatted(
                System.getProperty("java.class.path").replace("\\", "\\\\"),
                StackMain.class.getName()));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-Djava.io.tmpdir=" + temporary,
            "@" + arguments)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** What dev does, with something in the application's place that needs the broker to close. */
  static final class StackMain {
    private StackMain() {}

    public static void main(String[] args) throws Exception {
      // Closed as the commands do it: else this thread's end could overtake the signal's exit code.
      try (Shutdown shutdown = Shutdown.atExit()) {
        LocalStack stack = shutdown.add("stack", LocalStack.start(LocalStack.Settings.temporary()));
        shutdown.add("application", () -> printTopics(stack));
        System.out.println(
            new Endpoints(stack.bootstrapServers(), stack.registryUrl(), "http://127.0.0.1:0")
                .readyLine());
        shutdown.await();
      }
    }

    private static void printTopics(LocalStack stack) throws Exception {
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
        System.out.println("topics: " + admin.listTopics().names().get());
      }
    }
  }
}
