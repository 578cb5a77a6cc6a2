package io.clipstreams.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstreams.local.RegistryServer.Settings;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryServerIT {
  private static final String TWO_FIELDS =
      schema("[{'name':'a','type':'string'},{'name':'b','type':'int'}]");
  private static final String RETYPED =
      schema("[{'name':'a','type':'int'},{'name':'b','type':'int'}]");

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void answersAndRefusesIncompatibleSchemas() throws Exception {
    try (RegistryServer registry = RegistryServer.start()) {
      assertThat(register(registry, TWO_FIELDS).statusCode()).isEqualTo(200);
      assertThat(register(registry, RETYPED).statusCode()).isEqualTo(409);
      assertThat(get(registry, "/apis/ccompat/v7/config").body()).contains("BACKWARD");
    }
  }

  @Test
  void controlCInTheTerminalIsLeftToTheParent() throws Exception {
    try (RegistryServer registry = RegistryServer.start()) {
      Process kill = new ProcessBuilder("kill", "-INT", Long.toString(registry.pid())).start();
      assertThat(kill.waitFor()).isZero();
      Awaitility.await()
          .during(Duration.ofSeconds(2))
          .atMost(Duration.ofSeconds(10))
          .until(registry::isAlive);
      assertThat(register(registry, TWO_FIELDS).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void closeEndsTheProcess() {
    RegistryServer registry = RegistryServer.start();
    long pid = registry.pid();
    registry.close();
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void schemasAndIdsAreThereAfterARestart(@TempDir Path data) throws Exception {
    Settings settings = Settings.temporary().withDataDirectory(data.resolve("with blank;$x"));
    String registered;
    try (RegistryServer registry = RegistryServer.start(settings)) {
      registered = register(registry, TWO_FIELDS).body();
      // As when the machine loses power: nothing of the child's own shutdown may be needed.
      ProcessHandle.of(registry.pid()).orElseThrow().destroyForcibly();
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !registry.isAlive());
    }
    try (RegistryServer registry = RegistryServer.start(settings)) {
      assertThat(get(registry, "/apis/ccompat/v7/subjects").body()).isEqualTo("[\"thing-value\"]");
      assertThat(register(registry, TWO_FIELDS).body()).isEqualTo(registered);
      assertThat(register(registry, RETYPED).statusCode()).isEqualTo(409);
    }
  }

  @Test
  void aMissingServerIsNamedWithARemedy(@TempDir Path empty) {
    Settings settings = new Settings(empty, 0, Settings.temporary().dataDirectory(), Duration.ZERO);
    assertThatThrownBy(() -> RegistryServer.start(settings))
        .isInstanceOf(LocalStartException.class)
        .hasMessageContaining(empty.toString())
        .hasMessageContaining("mvn package");
  }

  @Test
  void aTakenPortIsNamedWithARemedy() {
    try (EmbeddedKafka other = EmbeddedKafka.start()) {
      int port = Integer.parseInt(other.bootstrapServers().split(":", 2)[1]);
      assertThatThrownBy(() -> RegistryServer.start(Settings.temporary().withPort(port)))
          .isInstanceOf(LocalStartException.class)
          .hasMessageContaining("127.0.0.1:" + port)
          .hasMessageContaining("another port");
    }
  }

  @Test
  void aServerThatDoesNotAnswerInTimeIsEnded() {
    Set<ProcessHandle> before = Children.alive();
    Settings settings = Settings.temporary();
    Settings hasty =
        new Settings(settings.home(), 0, settings.dataDirectory(), Duration.ofMillis(1));
    assertThatThrownBy(() -> RegistryServer.start(hasty))
        .isInstanceOf(LocalStartException.class)
        .hasMessageContaining("did not answer within");
    assertThat(Children.alive()).isEqualTo(before);
  }

  @Test
  void endsWithItsParentEvenWhenThatIsKilled(@TempDir Path directory) throws Exception {
    Path arguments = directory.resolve("arguments");
    Files.writeString(
        arguments,
        "-cp \"%s\" %s"
            .formatted(
                System.getProperty("java.class.path").replace("\\", "\\\\"),
                RegistryParent.class.getName()));
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-Djava.io.tmpdir=" + directory,
                "@" + arguments)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = parent.inputReader()) {
      ProcessHandle child = ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
      assertThat(child.isAlive()).isTrue();

      parent.destroyForcibly();

      assertThat(parent.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(parent.exitValue()).isEqualTo(128 + 9);
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !child.isAlive());
    } finally {
      parent.destroyForcibly();
    }
  }

  private static String schema(String fields) {
    String record = "{'type':'record','name':'Thing','fields':%s}".formatted(fields);
    return "{\"schema\": \"%s\"}".formatted(record.replace("'", "\\\""));
  }

  private HttpResponse<String> register(RegistryServer registry, String schema) throws Exception {
    return client.send(
        HttpRequest.newBuilder(
                URI.create(registry.url() + "/apis/ccompat/v7/subjects/thing-value/versions"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(schema))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> get(RegistryServer registry, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(registry.url() + path)).build(), BodyHandlers.ofString());
  }

  /** A process that starts a registry, prints its process id and waits to be killed. */
  static final class RegistryParent {
    private RegistryParent() {}

    public static void main(String[] args) throws Exception {
      try (RegistryServer registry = RegistryServer.start()) {
        System.out.println(registry.pid());
        new CountDownLatch(1).await();
      }
    }
  }
}
