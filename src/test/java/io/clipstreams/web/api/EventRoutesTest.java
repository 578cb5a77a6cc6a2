package io.clipstreams.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.web.api.EventFeed.Kind;
import io.clipstreams.web.api.EventFeed.Lost;
import io.clipstreams.web.api.EventFeed.Published;
import io.clipstreams.web.api.EventFeed.Wish;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Server-sent events over real connections, to a server that cuts silent ones after a second. */
@Timeout(60)
class EventRoutesTest {
  private static final int CLIENTS = 2;
  private static final int SECONDS = 10;

  private final ApiFixture api = new ApiFixture(Duration.ofSeconds(1));
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void anEventIsNamedAndToldWhereToGoOn() throws Exception {
    try (BufferedReader lines = follow("?types=image,alert&replay=3", Optional.of("1_5"))) {
      assertThat(api.feed.wishes.poll(SECONDS, TimeUnit.SECONDS))
          .isEqualTo(new Wish(Optional.of("1_5"), Set.of(Kind.IMAGE, Kind.ALERT), 3));
      api.feed.coming.add(
          List.of(new Published("1_6", Kind.IMAGE, "{\"a\":1}"), new Lost("1_7", "they are gone")));
      assertThat(block(lines)).containsExactly("retry: 2000");
      assertThat(event(lines)).containsExactly("event: image", "id: 1_6", "data: {\"a\":1}");
      assertThat(event(lines))
          .containsExactly("event: lost", "id: 1_7", "data: {\"reason\":\"they are gone\"}");
    }
  }

  @Test
  void aSilentConnectionBeatsBeyondTheServersTimeLimits() throws Exception {
    try (BufferedReader lines = follow("", Optional.of("1_5"))) {
      assertThat(block(lines)).containsExactly("retry: 2000");
      long begin = System.nanoTime();
      for (int beats = 0; beats < 6; beats++) {
        assertThat(block(lines))
            .containsExactly("event: beat", "id: 1_5", "data: {\"everyMs\":500}");
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(2));
      api.feed.coming.add(List.of(new Published("1_1", Kind.CAPTION, "{}")));
      assertThat(event(lines)).first().isEqualTo("event: caption");
    }
  }

  /** Each ends a wait without anything for this client. */
  @Test
  void eventsOfOtherKindsMakeNoBeats() throws Exception {
    api.feed.elsewhere.set(1_000);
    try (BufferedReader lines = follow("?types=alert", Optional.empty())) {
      assertThat(block(lines)).containsExactly("retry: 2000");
      assertThat(block(lines)).first().isEqualTo("event: beat");
      long begin = System.nanoTime();
      assertThat(block(lines)).first().isEqualTo("event: beat");
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(400));
      assertThat(api.feed.elsewhere).hasNonPositiveValue();
    }
  }

  @Test
  void moreClientsThanAllowedAreSentAwayUntilOneIsGone() throws Exception {
    List<BufferedReader> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(follow("", Optional.empty()));
    }
    HttpResponse<String> refused = api.get("/api/v1/events");
    assertThat(api.problem(refused, 503).get("detail").asText())
        .contains("clip.http.events.clients");
    assertThat(refused.headers().firstValue("Retry-After")).hasValue("10");
    clients.get(0).close();
    Awaitility.await()
        .atMost(Duration.ofSeconds(SECONDS))
        .until(
            () -> {
              HttpResponse<InputStream> answer = answer("", Optional.empty());
              answer.body().close();
              return answer.statusCode() == 200;
            });
    clients.get(1).close();
  }

  /** Far more than sockets hold, for a client that reads nothing of it. */
  @Test
  void aStuckClientHoldsUpNobodyAndIsDisconnected() throws Exception {
    List<EventFeed.Event> flood = new ArrayList<>();
    String data = "\"" + "x".repeat(64 << 10) + "\"";
    for (int i = 0; i < 512; i++) {
      flood.add(new Published("1_" + i, Kind.CAPTION, data));
    }
    try (Socket stuck = new Socket()) {
      stuck.setReceiveBufferSize(4 << 10);
      stuck.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), api.port()));
      String request =
          "GET /api/v1/events?types=caption HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n"
              .formatted(api.port());
      stuck.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      assertThat(api.feed.wishes.poll(SECONDS, TimeUnit.SECONDS)).isNotNull();
      api.feed.coming.add(flood);
      Awaitility.await().until(api.feed.coming::isEmpty);
      try (BufferedReader lines = follow("?types=image", Optional.empty())) {
        block(lines);
        api.feed.coming.add(List.of(new Published("1_1", Kind.IMAGE, "{}")));
        assertThat(event(lines)).first().isEqualTo("event: image");
        assertThat(api.feed.ended.poll(SECONDS, TimeUnit.SECONDS))
            .as("the stuck one")
            .isEqualTo(new Wish(Optional.empty(), Set.of(Kind.CAPTION), 0));
        try (BufferedReader next = follow("", Optional.empty())) {
          assertThat(block(next)).as("its place is free").containsExactly("retry: 2000");
        }
      }
    }
  }

  @Test
  void closingEndsAllConnections() throws Exception {
    try (BufferedReader one = follow("", Optional.empty());
        BufferedReader other = follow("", Optional.empty())) {
      block(one);
      block(other);
      api.close();
      assertThat(api.feed.ended.poll(SECONDS, TimeUnit.SECONDS)).isNotNull();
      assertThat(api.feed.ended.poll(SECONDS, TimeUnit.SECONDS)).isNotNull();
      assertThat(rest(one)).noneMatch(EventRoutesTest::isRecord);
      assertThat(rest(other)).noneMatch(EventRoutesTest::isRecord);
    }
  }

  @Test
  void whatCannotBeFollowedIsRefused() throws Exception {
    api.problem(api.get("/api/v1/events?types="), 400);
    api.problem(api.get("/api/v1/events?types=image,x"), 400);
    api.problem(api.get("/api/v1/events?replay=101"), 400);
    api.problem(api.get("/api/v1/events?replay=x"), 400);
    assertThat(api.feed.wishes).isEmpty();
  }

  private BufferedReader follow(String query, Optional<String> last) throws Exception {
    HttpResponse<InputStream> answer = answer(query, last);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/event-stream");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
  }

  private HttpResponse<InputStream> answer(String query, Optional<String> last) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(api.uri("/api/v1/events" + query));
    last.ifPresent(id -> request.header("Last-Event-ID", id));
    return client.send(request.build(), BodyHandlers.ofInputStream());
  }

  /** What comes next but heartbeats. */
  private static List<String> event(BufferedReader lines) throws IOException {
    List<String> next = block(lines);
    while (next.get(0).equals("event: beat")) {
      next = block(lines);
    }
    return next;
  }

  /** The lines up to the next empty one. */
  private static List<String> block(BufferedReader lines) throws IOException {
    List<String> block = new ArrayList<>();
    for (String line = lines.readLine(); ; line = lines.readLine()) {
      assertThat(line).as("the connection was cut").isNotNull();
      if (line.isEmpty()) {
        return block;
      }
      block.add(line);
    }
  }

  private static boolean isRecord(String line) {
    return line.startsWith("event: ") && !line.endsWith("beat");
  }

  private static List<String> rest(BufferedReader lines) throws IOException {
    return lines.lines().toList();
  }
}
