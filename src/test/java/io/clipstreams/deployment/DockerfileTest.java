package io.clipstreams.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.web.HealthChecks;
import io.clipstreams.web.HealthChecks.Check;
import io.clipstreams.web.HealthRoutes;
import io.clipstreams.web.HttpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No container engine builds the image here, so that its file is held against the code. */
class DockerfileTest {
  private String dockerfile;

  @BeforeEach
  void read() throws IOException {
    // A backslash at the end continues a line.
    dockerfile = Files.readString(Path.of("Dockerfile")).replaceAll("\\\\\\n\\s*", " ");
  }

  @Test
  void runsOnAJreAsAnOrdinaryUser() {
    assertThat(instructions("FROM")).last().isEqualTo("eclipse-temurin:17-jre");
    assertThat(instructions("USER")).containsExactly("clip");
  }

  @Test
  void everythingCopiedFromTheContextIsThereAndNotIgnored() throws IOException {
    List<String> allowed =
        Files.readAllLines(Path.of(".dockerignore")).stream()
            .filter(line -> line.startsWith("!"))
            .map(line -> line.substring(1))
            .toList();
    List<String> copied =
        instructions("COPY").stream()
            .filter(copy -> !copy.startsWith("--from"))
            .map(copy -> Arrays.asList(copy.split(" +", -1)))
            .flatMap(words -> words.subList(0, words.size() - 1).stream())
            .toList();

    assertThat(copied)
        .isNotEmpty()
        .allSatisfy(file -> assertThat(Path.of(file)).exists())
        .isSubsetOf(allowed);
  }

  @Test
  void theEnvironmentIsKnownToTheConfiguration() {
    Map<String, String> environment =
        Pattern.compile("(\\w+)=(\\S+)")
            .matcher(instructions("ENV").get(0))
            .results()
            .collect(Collectors.toMap(m -> m.group(1), m -> m.group(2)));

    // Refuses an unknown key of ours.
    ClipConfig config = ClipConfig.load(Optional.empty(), environment, Map.of());

    assertThat(config.http().host()).isEqualTo("0.0.0.0");
    String volume = instructions("VOLUME").get(0);
    assertThat(config.kafkaProperty("state.dir").orElseThrow()).startsWith(volume + "/");
  }

  @Test
  void theHealthCheckFollowsReadiness() throws Exception {
    AtomicBoolean ready = new AtomicBoolean(true);
    HealthChecks checks = new HealthChecks(List.of(new Check("streams", ready::get)));
    HealthRoutes routes = new HealthRoutes(new HealthChecks(List.of()), checks);
    HttpServer server = HttpServer.start("127.0.0.1", 0, List.of(routes));
    try (server) {
      assertThat(healthCheck(server.port())).isZero();
      ready.set(false);
      assertThat(healthCheck(server.port())).isNotZero();
    }
    assertThat(healthCheck(server.port())).isNotZero();
  }

  private int healthCheck(int port) throws Exception {
    String instruction = instructions("HEALTHCHECK").get(0);
    String command = instruction.substring(instruction.indexOf('['));
    ProcessBuilder builder =
        new ProcessBuilder(List.of(new ObjectMapper().readValue(command, String[].class)));
    builder.environment().put("CLIP_HTTP_PORT", Integer.toString(port));
    Process process = builder.start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private List<String> instructions(String name) {
    return Pattern.compile("(?m)^" + name + " +(.*)$")
        .matcher(dockerfile)
        .results()
        .map((MatchResult match) -> match.group(1).strip())
        .toList();
  }
}
