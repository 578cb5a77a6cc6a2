package io.clipstreams.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstreams.web.HealthChecks.Check;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HttpServerTest {
  private static final String HOST = "127.0.0.1";
  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void healthIsUpWhenEveryCheckPasses() throws Exception {
    try (HttpServer server = withChecks(new Check("streams", () -> true))) {
      HttpResponse<String> response = get(server, "/health/ready");

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
      assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
      assertThat(json.readTree(response.body()))
          .isEqualTo(
              json.readTree(
                  "{\"status\":\"UP\",\"checks\":[{\"name\":\"streams\",\"status\":\"UP\"}]}"));
    }
  }

  @Test
  void healthNamesTheChecksThatFailOrThrow() throws Exception {
    try (HttpServer server =
        withChecks(
            new Check("model", () -> true),
            new Check("streams", () -> false),
            new Check("registry", HttpServerTest::broken))) {
      HttpResponse<String> response = get(server, "/health/ready");

      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(json.readTree(response.body()))
          .isEqualTo(
              json.readTree(
                  """
                  {"status": "DOWN", "checks": [
                    {"name": "model", "status": "UP"},
                    {"name": "streams", "status": "DOWN"},
                    {"name": "registry", "status": "DOWN"}]}
                  """));
    }
  }

  @Test
  void anAnswerThatNeverComesDoesNotHoldUpTheEnd() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    Routes stuck =
        config ->
            config.routes.get(
                "/stuck",
                context -> {
                  asked.countDown();
                  never.await();
                });
    HttpServer server = HttpServer.start(HOST, 0, List.of(stuck));
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(
            HttpRequest.newBuilder(URI.create(server.url() + "/stuck")).build(),
            BodyHandlers.ofString());
    asked.await();

    long start = System.nanoTime();
    server.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    answer.cancel(true);
  }

  @Test
  void livenessIsAskedApart() throws Exception {
    HealthChecks live = new HealthChecks(List.of(new Check("process", () -> true)));
    HealthChecks ready = new HealthChecks(List.of(new Check("streams", () -> false)));
    try (HttpServer server = HttpServer.start(HOST, 0, List.of(new HealthRoutes(live, ready)))) {
      assertThat(get(server, "/health/live").statusCode()).isEqualTo(200);
      assertThat(get(server, "/health/ready").statusCode()).isEqualTo(503);
    }
  }

  @Test
  void topologyIsTextInUtf8() throws Exception {
    try (HttpServer server =
        HttpServer.start(HOST, 0, List.of(new TopologyRoutes(() -> "Source: images → embed")))) {
      HttpResponse<String> response = get(server, "/topology");

      assertThat(response.headers().firstValue("Content-Type").orElseThrow())
          .matches("(?i)text/plain; ?charset=utf-8");
      assertThat(response.body()).isEqualTo("Source: images → embed");
    }
  }

  @Test
  void thePageLoadsNothingFromElsewhereAndItsFilesAreServed() throws Exception {
    try (HttpServer server = HttpServer.start(HOST, 0, List.of(new PageRoutes()))) {
      HttpResponse<String> page = get(server, "/");

      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
      assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'", "script-src 'self'")
          .doesNotContain("unsafe-inline");
      assertThat(page.body())
          .contains("health/ready", "topology", "openapi.json")
          .doesNotContainPattern("(?:src|href)=\"(?:https?:)?//")
          .doesNotContainPattern("<script(?![^>]*src=)")
          .doesNotContainPattern(Pattern.compile("\\sstyle="));
      assertThat(get(server, "/style.css").body()).contains("prefers-color-scheme: dark");
      assertThat(get(server, "/icon.svg").statusCode()).isEqualTo(200);
      assertThat(get(server, "/../logback.xml").statusCode()).isNotEqualTo(200);
      assertThat(get(server, "/nothing").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aTakenPortIsNamedWithTheKeysToSet() {
    try (HttpServer first = HttpServer.start(HOST, 0, List.of())) {
      assertThatThrownBy(() -> HttpServer.start(HOST, first.port(), List.of()))
          .isInstanceOf(HttpStartException.class)
          .hasMessageContaining(HOST + ":" + first.port())
          .hasMessageContaining("clip.http.port");
    }
  }

  private static boolean broken() {
    throw new IllegalStateException("no answer");
  }

  private static HttpServer withChecks(Check... ready) {
    return HttpServer.start(
        HOST,
        0,
        List.of(new HealthRoutes(new HealthChecks(List.of()), new HealthChecks(List.of(ready)))));
  }

  private HttpResponse<String> get(HttpServer server, String path) throws Exception {
    URI uri = URI.create(server.url() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }
}
