package io.clipstreams.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.clipstreams.web.HealthChecks.Check;
import io.clipstreams.web.RawRequest.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {
  private static final String TOKEN = "correct horse battery";
  private static final String BEARER = "Bearer " + TOKEN;

  @ParameterizedTest
  @ValueSource(
      strings = {"0.0.0.0", "::", "192.168.1.7", "clip.example.org", "127.0.0.1.example.org"})
  void anAddressThatOthersReachNeedsATokenOrAWord(String host) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpAccess.local(host))
        .withMessageContaining("clip.http.token")
        .withMessageContaining("clip.http.insecure");
    assertThat(access(host, Optional.of(new AccessToken(TOKEN)), false).host()).isEqualTo(host);
    assertThat(access(host, Optional.empty(), true).host()).isEqualTo(host);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "localhost", "LocalHost", "::1", "[::1]"})
  void aLoopbackAddressNeedsNone(String host) {
    assertThat(HttpAccess.local(host).token()).isEmpty();
  }

  @Test
  void everythingButHealthNeedsTheToken() throws Exception {
    try (HttpServer server = guarded()) {
      for (String path :
          List.of(
              "/",
              "/index.html",
              "/metrics",
              "/topology",
              "/nothing",
              "/health",
              "/health/../topology",
              "/health/live/../../topology",
              "//topology",
              "/topology/",
              "/%74opology",
              "/health/%2e%2e/topology",
              "/health/live;/../../topology")) {
        Answer answer = RawRequest.get(path).send(server.port());
        assertThat(answer.status()).as(path).isIn(400, 401);
        assertThat(answer.text()).as(path).doesNotContain("the topology").doesNotContain("<h1>");
      }
      Answer refused = RawRequest.get("/topology").send(server.port());
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.header("WWW-Authenticate"))
          .hasValueSatisfying(v -> assertThat(v).startsWith("Bearer"));
      assertThat(refused.header("Content-Security-Policy")).isPresent();
      assertThat(RawRequest.get("/health/live").send(server.port()).status()).isEqualTo(200);
      assertThat(RawRequest.get("/health/ready").send(server.port()).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Bearer correct horse batter",
        "Bearer correct horse battery2",
        "Basic Y29ycmVjdA==",
        "correct horse battery"
      })
  void anotherTokenIsRefused(String authorization) throws Exception {
    try (HttpServer server = guarded()) {
      Answer answer =
          RawRequest.get("/topology").header("Authorization", authorization).send(server.port());
      assertThat(answer.status()).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer ", "bearer ", "BEARER  "})
  void theTokenIsAccepted(String scheme) throws Exception {
    try (HttpServer server = guarded()) {
      Answer answer =
          RawRequest.get("/topology").header("Authorization", scheme + TOKEN).send(server.port());
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("the topology");
      assertThat(
              RawRequest.get("/metrics").header("Authorization", BEARER).send(server.port()).body())
          .contains("clip_records_total 1.0");
    }
  }

  @Test
  void metricsCanBeOpenedAlone() throws Exception {
    HttpAccess open =
        new HttpAccess(
            "127.0.0.1",
            Optional.of(new AccessToken(TOKEN)),
            false,
            List.of(),
            List.of(),
            true,
            1_000,
            Duration.ofSeconds(30));
    try (HttpServer server = HttpServer.start(open, 0, routes())) {
      Answer answer =
          RawRequest.get("/metrics").header("Host", "10.1.2.3:8080").send(server.port());
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Content-Type").orElseThrow()).startsWith("text/plain");
      assertThat(RawRequest.get("/topology").send(server.port()).status()).isEqualTo(401);
    }
  }

  @Test
  void aBrowserIsAskedForTheTokenAndGetsACookie() throws Exception {
    try (HttpServer server = guarded()) {
      Answer page = RawRequest.get("/").header("Accept", "text/html,*/*").send(server.port());
      assertThat(page.status()).isEqualTo(303);
      assertThat(page.header("Location"))
          .hasValueSatisfying(v -> assertThat(v).endsWith("/login.html"));
      assertThat(RawRequest.get("/login.html").send(server.port()).body())
          .contains("action=\"session\"", "type=\"password\"")
          .doesNotContain("<script", "style=");
      assertThat(RawRequest.get("/style.css").send(server.port()).status()).isEqualTo(200);

      Answer wrong = login("token=wrong").send(server.port());
      assertThat(wrong.status()).isEqualTo(303);
      assertThat(wrong.header("Location").orElseThrow()).endsWith("/login.html#wrong");
      assertThat(wrong.header("Set-Cookie")).isEmpty();

      Answer session = login("token=correct+horse+battery").send(server.port());
      assertThat(session.status()).isEqualTo(303);
      String cookie = session.header("Set-Cookie").orElseThrow();
      assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/").doesNotContain(TOKEN);
      String value = cookie.substring(0, cookie.indexOf(';'));
      assertThat(RawRequest.get("/topology").header("Cookie", value).send(server.port()).status())
          .isEqualTo(200);
      assertThat(
              RawRequest.get("/topology")
                  .header("Cookie", value + "0")
                  .send(server.port())
                  .status())
          .isEqualTo(401);
      assertThat(
              RawRequest.get("/topology")
                  .header("Cookie", "clip-session=" + TOKEN)
                  .send(server.port())
                  .status())
          .isEqualTo(401);
    }
  }

  @Test
  void aProgramExchangesTheTokenToo() throws Exception {
    try (HttpServer server = guarded()) {
      Answer answer =
          new RawRequest("POST", "/session")
              .header("Authorization", BEARER)
              .header("X-Forwarded-Proto", "https")
              .send(server.port());
      assertThat(answer.status()).isEqualTo(204);
      assertThat(answer.header("Set-Cookie").orElseThrow()).contains("Secure");
      assertThat(
              new RawRequest("POST", "/session")
                  .header("Authorization", "Bearer x")
                  .send(server.port())
                  .status())
          .isEqualTo(401);
    }
  }

  @Test
  void aSessionEnds() {
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    AccessToken token = new AccessToken(TOKEN);
    String session = new Sessions(token, Clock.fixed(start, ZoneOffset.UTC)).open();
    Instant last = start.plus(Sessions.LENGTH).minusMillis(1);
    assertThat(new Sessions(token, Clock.fixed(last, ZoneOffset.UTC)).isOpen(session)).isTrue();
    assertThat(new Sessions(token, Clock.fixed(last.plusMillis(1), ZoneOffset.UTC)).isOpen(session))
        .isFalse();
    assertThat(
            new Sessions(new AccessToken("another token here"), Clock.fixed(start, ZoneOffset.UTC))
                .isOpen(session))
        .isFalse();
    String longer = session.replaceFirst("^\\d+", "9999999999999");
    assertThat(new Sessions(token, Clock.fixed(start, ZoneOffset.UTC)).isOpen(longer)).isFalse();
    assertThat(new Sessions(token, Clock.fixed(start, ZoneOffset.UTC)).isOpen("")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:8080, 200",
    "LOCALHOST, 200",
    "127.0.0.1, 200",
    "'[::1]:8080', 200",
    "clip.example.org, 200",
    "clip.example.org:443, 200",
    "Clip.Example.Org., 200",
    "evil.example.org, 403",
    "clip.example.org.evil.test, 403",
    "localhost.evil.test, 403",
    "127.0.0.1.evil.test, 403",
    "10.0.0.5:8080, 403",
    "localhost@evil.test, 400",
    "'', 400"
  })
  void aHostThatIsNotKnownIsRefused(String host, int status) throws Exception {
    try (HttpServer server = guarded()) {
      Answer answer =
          RawRequest.get("/topology")
              .header("Host", host)
              .header("Authorization", BEARER)
              .send(server.port());
      if (status == 200) {
        assertThat(answer.status()).isEqualTo(200);
      } else {
        // Jetty refuses a malformed one itself.
        assertThat(answer.status()).isIn(400, 403);
        assertThat(answer.text()).doesNotContain("the topology");
      }
      // Probes come by the machine's address.
      assertThat(
              RawRequest.get("/health/live")
                  .header("Host", "10.0.0.5:8080")
                  .send(server.port())
                  .status())
          .isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080, 200",
    "http://127.0.0.1:9999, 200",
    "https://clip.example.org, 200",
    "https://app.example.org, 200",
    "http://app.example.org, 403",
    "https://evil.example.org, 403",
    "https://app.example.org.evil.test, 403",
    "null, 403",
    "file://, 403",
    "'', 403"
  })
  void aPageOfAnotherOriginIsRefused(String origin, int status) throws Exception {
    try (HttpServer server = guarded()) {
      Answer answer =
          RawRequest.get("/topology")
              .header("Origin", origin)
              .header("Authorization", BEARER)
              .send(server.port());
      assertThat(answer.status()).isEqualTo(status);
      boolean listed = origin.equals("https://app.example.org");
      assertThat(answer.header("Access-Control-Allow-Origin"))
          .isEqualTo(listed ? Optional.of(origin) : Optional.empty());
      assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
    }
  }

  @Test
  void aPreflightIsAnsweredToListedOriginsOnly() throws Exception {
    try (HttpServer server = guarded()) {
      Answer listed = preflight("https://app.example.org").send(server.port());
      assertThat(listed.status()).isEqualTo(204);
      assertThat(listed.header("Access-Control-Allow-Origin")).hasValue("https://app.example.org");
      assertThat(listed.header("Vary").orElseThrow()).contains("Origin");
      Answer other = preflight("https://evil.example.org").send(server.port());
      assertThat(other.status()).isEqualTo(403);
      assertThat(other.header("Access-Control-Allow-Origin")).isEmpty();
    }
  }

  @Test
  void anAnswerThatRepeatsARequestIsNoHtml() throws Exception {
    try (HttpServer server = HttpServer.start("127.0.0.1", 0, routes())) {
      Answer answer =
          RawRequest.get("/%3Cscript%3Ealert(1)%3C/script%3E")
              .header("Accept", "text/html")
              .send(server.port());
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.header("Content-Type").orElseThrow()).doesNotContain("html");
      assertThat(answer.header("X-Content-Type-Options")).hasValue("nosniff");
      assertThat(answer.header("X-Frame-Options")).hasValue("DENY");
      assertThat(answer.header("Server")).isEmpty();
      Answer json =
          RawRequest.get("/nothing").header("Accept", "application/json").send(server.port());
      assertThat(json.header("Content-Type").orElseThrow()).startsWith("application/json");
      assertThat(json.body()).contains("\"status\":404");
      Answer failed = RawRequest.get("/broken").send(server.port());
      assertThat(failed.status()).isEqualTo(500);
      assertThat(failed.text()).doesNotContain("inner words");
    }
  }

  @Test
  void aBodyOverTheLimitIsRefusedHoweverItIsReadOrSent() throws Exception {
    try (HttpServer server = HttpServer.start(small(Duration.ofSeconds(30)), 0, routes())) {
      for (String path : List.of("/text", "/stream")) {
        assertThat(post(path).body("x".repeat(1_000)).send(server.port()).body()).isEqualTo("1000");
        assertThat(post(path).body("x".repeat(1_001)).send(server.port()).status())
            .as(path)
            .isEqualTo(413);
        String chunks = "200\r\n" + "x".repeat(512) + "\r\n";
        Answer chunked =
            post(path)
                .header("Transfer-Encoding", "chunked")
                .body(chunks.repeat(2) + "0\r\n\r\n")
                .send(server.port());
        assertThat(chunked.status()).as("chunked " + path).isEqualTo(413);
      }
    }
  }

  @Test
  void aRequestThatComesByDropsIsEndedInTime() throws Exception {
    Duration limit = Duration.ofSeconds(1);
    try (HttpServer server = HttpServer.start(small(limit), 0, routes());
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String head = "POST /text HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      AtomicInteger sent = new AtomicInteger();
      // Never silent for as long as the limit.
      Awaitility.await()
          .pollInterval(Duration.ofMillis(100))
          .atMost(Duration.ofSeconds(8))
          .until(() -> isEnded(socket, sent));
      assertThat(sent.get()).isLessThan(60);
    }
  }

  private static boolean isEnded(Socket socket, AtomicInteger sent) throws IOException {
    try {
      socket.getOutputStream().write('x');
      sent.incrementAndGet();
      socket.setSoTimeout(1);
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException open) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  @Test
  void theTokenDoesNotShowItself() {
    assertThat(access("127.0.0.1", Optional.of(new AccessToken(TOKEN)), false).toString())
        .contains("[hidden]")
        .doesNotContain(TOKEN);
  }

  private static RawRequest login(String form) {
    return new RawRequest("POST", "/session")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(form);
  }

  private static RawRequest preflight(String origin) {
    return new RawRequest("OPTIONS", "/topology")
        .header("Origin", origin)
        .header("Access-Control-Request-Method", "GET");
  }

  private static RawRequest post(String path) {
    return new RawRequest("POST", path).header("Content-Type", "text/plain");
  }

  private static HttpAccess access(String host, Optional<AccessToken> token, boolean insecure) {
    return new HttpAccess(
        host, token, insecure, List.of(), List.of(), false, 1_000, Duration.ofSeconds(30));
  }

  private static HttpAccess small(Duration timeout) {
    return new HttpAccess(
        "127.0.0.1", Optional.empty(), false, List.of(), List.of(), false, 1_000, timeout);
  }

  private static HttpServer guarded() {
    HttpAccess access =
        new HttpAccess(
            "127.0.0.1",
            Optional.of(new AccessToken(TOKEN)),
            false,
            List.of("clip.example.org"),
            List.of("https://app.example.org"),
            false,
            1_000,
            Duration.ofSeconds(30));
    return HttpServer.start(access, 0, routes());
  }

  private static List<Routes> routes() {
    HealthChecks well = new HealthChecks(List.of(new Check("streams", () -> true)));
    return List.of(
        new HealthRoutes(well, well),
        new MetricsRoutes(() -> "clip_records_total 1.0\n"),
        new TopologyRoutes(() -> "the topology"),
        new PageRoutes(),
        config -> {
          config.routes.get(
              "/broken",
              context -> {
                throw new IllegalStateException("inner words");
              });
          config.routes.post("/text", context -> context.result("" + context.body().length()));
          config.routes.post(
              "/stream",
              context -> {
                try (InputStream body = context.bodyInputStream()) {
                  context.result("" + body.readAllBytes().length);
                }
              });
        });
  }
}
