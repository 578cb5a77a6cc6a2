package io.clipstreams.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.clipstreams.config.ClipConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryProbeTest {
  private static final Duration EVERY = Duration.ofMillis(20);

  private final AtomicInteger status = new AtomicInteger(200);
  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer server;
  private RegistryProbe probe;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/apis/registry/v3/system/info",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(status.get(), -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    if (probe != null) {
      probe.close();
    }
    server.stop(0);
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private RegistryProbe begun(URI... addresses) {
    probe = new RegistryProbe(List.of(addresses), EVERY, Duration.ofMillis(300));
    probe.begin();
    return probe;
  }

  private URI info() {
    return URI.create(url() + "/apis/registry/v3/system/info");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 401, 403, 404})
  void whoeverAnswersIsThere(int answer) {
    status.set(answer);
    await().until(begun(info())::answers);
  }

  @Test
  void oneErrorProvesNothingAndTwoDo() {
    await().until(begun(info())::answers);
    status.set(503);
    int before = asked.get();
    await().until(() -> !probe.answers());
    assertThat(asked.get() - before).isGreaterThanOrEqualTo(2);
    status.set(200);
    await().until(probe::answers);
  }

  @Test
  void whatHasNotAnsweredYetIsNotThere() {
    status.set(500);
    begun(info());
    await().until(() -> asked.get() >= 3);
    assertThat(probe.answers()).isFalse();
  }

  @Test
  void aRegistryThatIsSilentOrGoneDoesNotAnswerAndOneOfSeveralIsEnough() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      URI address = URI.create("http://127.0.0.1:" + silent.getLocalPort());
      begun(address);
      await().during(Duration.ofMillis(700)).until(() -> !probe.answers());
      probe.close();
      await().until(begun(address, info())::answers);
    }
  }

  @Test
  void asksWhereTheSerdesDo() {
    probe =
        RegistryProbe.start(
            ClipConfig.of(Map.of("apicurio.registry.url", url().replace("//", "//me:s3cret@"))));
    await().until(probe::answers);
    probe.close();
    probe =
        RegistryProbe.start(
            ClipConfig.of(
                Map.of(
                    "clip.serde", "confluent", "schema.registry.url", "http://[::1]:1, " + url())));
    await().until(probe::answers);
    probe.close();
    probe = RegistryProbe.start(ClipConfig.of(Map.of("clip.serde", "some.Writer,some.Reader")));
    assertThat(probe.answers()).as("nobody to ask").isTrue();
  }
}
