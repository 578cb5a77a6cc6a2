package io.clipstreams.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.local.EmbeddedKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The registry of the same version as the compose file's image, with the environment that it has
 * there: its schemas must outlive it, and its rule must hold.
 */
class ComposeRegistryIT {
  private static final String FIRST = schema("string");
  private static final String RETYPED = schema("int");

  @TempDir private Path directory;
  private final HttpClient client = HttpClient.newHttpClient();
  private ComposeFile.Service service;
  private int port;

  @BeforeEach
  void read() throws IOException {
    service = ComposeFile.read().service("registry");
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
  }

  @Test
  void schemasOutliveTheContainerAndTheHealthCheckFollowsIt() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
      String registered;
      try (Running first = start(kafka)) {
        registered = first.register(FIRST);
        assertThat(registered).contains("\"id\"");
        assertThat(first.register(RETYPED)).contains("409");
      }
      assertThat(healthCheck()).isNotZero();
      try (Running second = start(kafka)) {
        assertThat(second.register(FIRST)).isEqualTo(registered);
        assertThat(second.register(RETYPED)).contains("409");
      }
    }
  }

  private Running start(EmbeddedKafka kafka) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                runner().toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile());
    Map<String, String> environment = builder.environment();
    environment.putAll(service.environment());
    environment.replace("APICURIO_KAFKASQL_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
    environment.replace("QUARKUS_HTTP_PORT", Integer.toString(port));
    environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    environment.put("QUARKUS_MANAGEMENT_PORT", "0");
    Running running = new Running(builder.start());
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> healthCheck() == 0);
    return running;
  }

  /** The compose file's own command. */
  private int healthCheck() throws Exception {
    List<String> check = service.healthCheck();
    assertThat(check.get(0)).isEqualTo("CMD");
    List<String> command =
        check.subList(1, check.size()).stream()
            .map(word -> word.replace("/8081", "/" + port))
            .toList();
    return new ProcessBuilder(command).start().waitFor();
  }

  private static Path runner() throws IOException {
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(Path.of("target", "registry"), "*-runner.jar")) {
      return found.iterator().next();
    }
  }

  private static String schema(String type) {
    return """
    {"schema": "{\\"type\\":\\"record\\",\\"name\\":\\"T\\",\\"fields\\":[{\\"name\\":\\"a\\",\\"type\\":\\"%s\\"}]}"}
    """
        .formatted(type);
  }

  /** A registry in a child process. */
  private final class Running implements AutoCloseable {
    private final Process process;

    private Running(Process process) {
      this.process = process;
    }

    String register(String schema) throws Exception {
      URI uri =
          URI.create("http://127.0.0.1:" + port + "/apis/ccompat/v7/subjects/t-value/versions");
      return client
          .send(
              HttpRequest.newBuilder(uri)
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(schema))
                  .build(),
              BodyHandlers.ofString())
          .body();
    }

    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
    }
  }
}
