package io.clipstreams.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UriFetcherTest {
  private static final int MAX_BYTES = 1_000;
  private static final int MAX_LENGTH = 200;
  private static final int MAX_REDIRECTS = 3;
  private static final Duration SLOW_STEP = Duration.ofMillis(200);

  @TempDir private Path folder;
  private final CountDownLatch release = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private String base;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    base = "http://localhost:" + server.getAddress().getPort();
    server.createContext("/", exchange -> answer(exchange, 404, new byte[0]));
    server.createContext("/images/dog.png", exchange -> answer(exchange, 200, utf8("a dog")));
    server.createContext("/secret/key", exchange -> answer(exchange, 200, utf8("secret")));
    server.createContext("/images/largest", exchange -> answer(exchange, 200, new byte[MAX_BYTES]));
    server.createContext(
        "/images/too-large", exchange -> answer(exchange, 200, new byte[MAX_BYTES + 1]));
    redirect("/images/moved", "/images/dog.png");
    redirect("/images/out", "/secret/key");
    redirect("/images/loop", "/images/loop");
    redirect("/images/steps/1", "/images/dog.png");
    redirect("/images/steps/2", "/images/steps/1");
    redirect("/images/steps/3", "/images/steps/2");
    redirect("/images/steps/4", "/images/steps/3");
    redirect("/images/long", "/images/dog.png?" + "q".repeat(MAX_LENGTH));
    for (int step = 1; step <= MAX_REDIRECTS; step++) {
      slowRedirect(
          "/images/slow/" + step, step == 1 ? "/images/dog.png" : "/images/slow/" + (step - 1));
    }
    server.createContext(
        "/images/stuck",
        exchange -> {
          exchange.sendResponseHeaders(200, 10);
          exchange.getResponseBody().write(1);
          exchange.getResponseBody().flush();
          awaitRelease();
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    release.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void fetchesWhatIsAllowed() throws ProcessingException {
    assertThat(fetcher().fetch(base + "/images/dog.png")).isEqualTo(utf8("a dog"));
    assertThat(fetcher().fetch(base + "/images/moved")).isEqualTo(utf8("a dog"));
    assertThat(fetcher().fetch(base + "/images/largest")).hasSize(MAX_BYTES);
  }

  @Test
  void readsFilesUnderTheAllowedFolder() throws Exception {
    Path images = Files.createDirectory(folder.resolve("images"));
    Files.writeString(images.resolve("a dog.png"), "a dog");
    Files.writeString(folder.resolve("secret"), "secret");
    Files.createSymbolicLink(images.resolve("link"), folder.resolve("secret"));
    UriFetcher fetcher = fetcher(images.toUri().toString());
    assertThat(fetcher.fetch(images.resolve("a dog.png").toUri().toString()))
        .isEqualTo(utf8("a dog"));
    assertFails(fetcher, images.toUri() + "link", FailureCode.FETCH_FORBIDDEN);
    assertFails(fetcher, images.toUri() + "../secret", FailureCode.FETCH_FORBIDDEN);
    assertFails(fetcher, images.toUri() + "%2e%2e/secret", FailureCode.FETCH_FORBIDDEN);
    assertFails(fetcher, images.toUri() + "missing", FailureCode.FETCH_FAILED);
    Files.write(images.resolve("largest"), new byte[MAX_BYTES]);
    assertThat(fetcher.fetch(images.toUri() + "largest")).hasSize(MAX_BYTES);
    Files.write(images.resolve("large"), new byte[MAX_BYTES + 1]);
    assertFails(fetcher, images.toUri() + "large", FailureCode.IMAGE_TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/secret/key",
        "/images/../secret/key",
        "/images/%2e%2e/secret/key",
        "/images/..%2fsecret/key",
        "/imagesX/dog.png",
        "/images/out"
      })
  void refusesWhatIsOutsideThePrefix(String path) {
    assertFails(fetcher(), base + path, FailureCode.FETCH_FORBIDDEN);
  }

  @Test
  void refusesOtherHostsSchemesAndCredentials() {
    String host = base.substring("http://".length());
    assertFails(
        fetcher(), "http://user:pw@" + host + "/images/dog.png", FailureCode.FETCH_FORBIDDEN);
    assertFails(fetcher(), "http://localhost/images/dog.png", FailureCode.FETCH_FORBIDDEN);
    assertFails(fetcher(), "https://" + host + "/images/dog.png", FailureCode.FETCH_FORBIDDEN);
    assertFails(fetcher(), "ftp://" + host + "/images/dog.png", FailureCode.FETCH_FORBIDDEN);
    assertFails(fetcher(), "file:///etc/passwd", FailureCode.FETCH_FORBIDDEN);
    assertFails(fetcher(), "images/dog.png", FailureCode.FETCH_FORBIDDEN);
    assertFails(fetcher(), "http://[broken", FailureCode.FETCH_FORBIDDEN);
  }

  @Test
  void refusesEverythingUnlessAllowed() {
    UriFetcher closed =
        new UriFetcher(new AllowList(List.of()), List.of(), limits(Duration.ofSeconds(5)));
    assertFails(closed, base + "/images/dog.png", FailureCode.FETCH_FORBIDDEN);
  }

  @Test
  void failsWithinItsLimits() {
    assertFails(fetcher(), base + "/images/too-large", FailureCode.IMAGE_TOO_LARGE);
    assertFails(fetcher(), base + "/images/missing", FailureCode.FETCH_FAILED);
    assertFails(fetcher(), base + "/images/loop", FailureCode.FETCH_FAILED);
    UriFetcher hasty =
        new UriFetcher(
            new AllowList(List.of(base + "/images/")), List.of(), limits(Duration.ofMillis(300)));
    assertFails(hasty, base + "/images/stuck", FailureCode.FETCH_FAILED);
  }

  /** Each step alone takes less time than there is, all of them more. */
  @Test
  void theTimeIsForAllRedirectsTogether() throws ProcessingException {
    String uri = base + "/images/slow/" + MAX_REDIRECTS;
    assertThat(fetcher().fetch(uri)).isEqualTo(utf8("a dog"));
    UriFetcher hasty =
        new UriFetcher(
            new AllowList(List.of(base + "/images/")),
            List.of(),
            limits(SLOW_STEP.multipliedBy(MAX_REDIRECTS).minusMillis(100)));
    assertThatExceptionOfType(ProcessingException.class)
        .isThrownBy(() -> hasty.fetch(uri))
        .withMessageContaining("no answer within 500 ms")
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.FETCH_FAILED));
  }

  @Test
  void followsAsManyRedirectsAsItMay() throws ProcessingException {
    assertThat(fetcher().fetch(base + "/images/steps/" + MAX_REDIRECTS)).isEqualTo(utf8("a dog"));
    assertThatExceptionOfType(ProcessingException.class)
        .isThrownBy(() -> fetcher().fetch(base + "/images/steps/" + (MAX_REDIRECTS + 1)))
        .withMessageContaining("more than 3 redirects")
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.FETCH_FAILED));
    UriFetcher straight =
        new UriFetcher(
            new AllowList(List.of(base + "/images/")),
            List.of(),
            new FetchLimits(MAX_BYTES, MAX_LENGTH, 0, Duration.ofSeconds(5)));
    assertThat(straight.fetch(base + "/images/dog.png")).isEqualTo(utf8("a dog"));
    assertFails(straight, base + "/images/moved", FailureCode.FETCH_FAILED);
  }

  @Test
  void aUriMayBeAsLongAsTheLimitSays() throws ProcessingException {
    String start = base + "/images/dog.png?";
    String longest = start + "q".repeat(MAX_LENGTH - start.length());
    assertThat(fetcher().fetch(longest)).isEqualTo(utf8("a dog"));
    assertThatExceptionOfType(ProcessingException.class)
        .isThrownBy(() -> fetcher().fetch(longest + "q"))
        .withMessageContaining("201 characters")
        .withMessageContaining("limit is 200")
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.FETCH_FORBIDDEN));
    assertFails(fetcher(), base + "/images/long", FailureCode.FETCH_FORBIDDEN);
  }

  @Test
  void namesAPrefixThatCannotBeUsed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AllowList(List.of("images.example.org")))
        .withMessageContaining("clip.image.uri.allow")
        .withMessageContaining("images.example.org");
  }

  private UriFetcher fetcher() {
    return fetcher(base + "/images");
  }

  private static UriFetcher fetcher(String prefix) {
    return new UriFetcher(new AllowList(List.of(prefix)), List.of(), limits(Duration.ofSeconds(5)));
  }

  private static FetchLimits limits(Duration time) {
    return new FetchLimits(MAX_BYTES, MAX_LENGTH, MAX_REDIRECTS, time);
  }

  private static void assertFails(UriFetcher fetcher, String uri, FailureCode code) {
    assertThatExceptionOfType(ProcessingException.class)
        .as(uri)
        .isThrownBy(() -> fetcher.fetch(uri))
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(code));
  }

  private void redirect(String from, String to) {
    server.createContext(
        from,
        exchange -> {
          exchange.getResponseHeaders().add("Location", to);
          answer(exchange, 302, new byte[0]);
        });
  }

  /** A server that takes its time. */
  private void slowRedirect(String from, String to) {
    server.createContext(
        from,
        exchange -> {
          if (!isReleasedWithin(SLOW_STEP)) {
            exchange.getResponseHeaders().add("Location", to);
            answer(exchange, 302, new byte[0]);
          }
          exchange.close();
        });
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void awaitRelease() {
    try {
      release.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isReleasedWithin(Duration time) {
    try {
      return release.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
