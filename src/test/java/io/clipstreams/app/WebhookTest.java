package io.clipstreams.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.clipstreams.app.Webhook.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Within time: a webhook that is tried for ever would wait for ever. */
@Timeout(30)
class WebhookTest {
  private static final int ATTEMPTS = 3;
  private static final byte[] JSON = "{\"state\":\"RAISED\"}".getBytes(StandardCharsets.UTF_8);

  private final List<String> deliveries = Collections.synchronizedList(new ArrayList<>());
  private final List<Optional<String>> authorizations =
      Collections.synchronizedList(new ArrayList<>());
  private final Deque<Integer> answers = new ArrayDeque<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.stop(0);
  }

  /** The next of the answers; the last one again and again. */
  private void answer(HttpExchange exchange) {
    try (exchange) {
      deliveries.add(exchange.getRequestHeaders().getFirst("Clip-Delivery-Id"));
      authorizations.add(
          Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")));
      int status = answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
      if (status == 302) {
        exchange.getResponseHeaders().add("Location", url() + "elsewhere");
      }
      exchange.sendResponseHeaders(status, -1);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  private Outcome post(Integer... statuses) throws InterruptedException {
    answers.addAll(List.of(statuses));
    return webhook(url()).post("topic-0-7", JSON);
  }

  private static Webhook webhook(String url) {
    return new Webhook(
        URI.create(url), Optional.empty(), Duration.ofSeconds(5), ATTEMPTS, Duration.ofMillis(1));
  }

  @Test
  void itIsPostedAgainUnderTheSameIdUntilItIsTaken() throws InterruptedException {
    assertThat(post(503, 429, 204)).isEqualTo(new Outcome.Delivered(3));
    assertThat(deliveries).containsExactly("topic-0-7", "topic-0-7", "topic-0-7");
  }

  @Test
  void theTokenIsSentIfThereIsOne() throws InterruptedException {
    post(204);
    new Webhook(
            URI.create(url()),
            Optional.of("s3cret"),
            Duration.ofSeconds(5),
            ATTEMPTS,
            Duration.ofMillis(1))
        .post("topic-0-8", JSON);
    assertThat(authorizations).containsExactly(Optional.empty(), Optional.of("Bearer s3cret"));
  }

  @Test
  void itIsGivenUpWhenTheAttemptsAreUsedUp() throws InterruptedException {
    assertThat(post(500)).isEqualTo(new Outcome.GivenUp(ATTEMPTS, "it answered 500"));
    assertThat(deliveries).hasSize(ATTEMPTS);
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 400, 401, 404, 422})
  void whatNoOtherTryChangesIsGivenUpAtOnce(int status) throws InterruptedException {
    assertThat(post(status)).isEqualTo(new Outcome.GivenUp(1, "it answered " + status));
    assertThat(deliveries).hasSize(1);
  }

  @Test
  void whereNobodyListensItIsTriedAgainAndGivenUp() throws InterruptedException {
    String gone = url();
    server.stop(0);
    assertThat(webhook(gone).post("topic-0-7", JSON))
        .isInstanceOfSatisfying(
            Outcome.GivenUp.class, outcome -> assertThat(outcome.attempts()).isEqualTo(ATTEMPTS));
  }

  @Test
  void whereNobodyAnswersInTimeItIsGivenUp() throws InterruptedException {
    server.removeContext("/");
    server.createContext("/", exchange -> awaitEnd());
    Webhook webhook =
        new Webhook(
            URI.create(url()), Optional.empty(), Duration.ofMillis(50), 1, Duration.ofMillis(1));
    assertThat(webhook.post("topic-0-7", JSON))
        .isInstanceOfSatisfying(
            Outcome.GivenUp.class,
            outcome -> assertThat(outcome.lastAnswer()).contains("HttpTimeoutException"));
  }

  private void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
