package io.clipstreams.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpServer;
import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whoever may write to the images' topic must not make the application read what only it can reach:
 * its own machine, its network, a cloud's metadata, files elsewhere. A real server on the loopback
 * address stands for all of them; nothing may ever reach it unless that was allowed.
 */
class ForgedRequestTest {
  private static final String PUBLIC = "93.184.215.14";

  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server;
  private int port;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    port = server.getAddress().getPort();
    server.createContext(
        "/",
        exchange -> {
          requests.add(exchange.getRequestHeaders().getFirst("Host"));
          byte[] body = "secret".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.createContext(
        "/to/",
        exchange -> {
          String target = exchange.getRequestURI().getQuery().replace("PORT", "" + port);
          exchange.getResponseHeaders().add("Location", target);
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Not on the list, in whatever form the address is written.
        "http://127.0.0.1:PORT/images/a",
        "http://127.1:PORT/images/a",
        "http://2130706433:PORT/images/a",
        "http://0x7f000001:PORT/images/a",
        "http://0x7f.0.0.1:PORT/images/a",
        "http://0177.0.0.1:PORT/images/a",
        "http://017700000001:PORT/images/a",
        "http://0:PORT/images/a",
        "http://0.0.0.0:PORT/images/a",
        "http://[::1]:PORT/images/a",
        "http://[::]:PORT/images/a",
        "http://[::ffff:127.0.0.1]:PORT/images/a",
        "http://[::ffff:7f00:1]:PORT/images/a",
        "http://[0:0:0:0:0:ffff:127.0.0.1]:PORT/images/a",
        "http://[64:ff9b::7f00:1]:PORT/images/a",
        "http://[64:ff9b:1::7f00:1]:PORT/images/a",
        "http://[::127.0.0.1]:PORT/images/a",
        "http://[::ffff:0:127.0.0.1]:PORT/images/a",
        "http://[2002:7f00:1::]:PORT/images/a",
        "http://[fe80::1%25lo]:PORT/images/a",
        "http://127.0.0.1.:PORT/images/a",
        "http://0X7F.1:PORT/images/a",
        "http://127.0.0.1%00.images.test:PORT/images/a",
        "http://\uFF11\uFF12\uFF17.\uFF10.\uFF10.\uFF11:PORT/images/a",
        "http://\u2460\u2461\u2466.\u24EA.\u24EA.\u2460:PORT/images/a",
        "http://localhost.:PORT/images/a",
        "http://localhost:PORT/images/a",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00:ec2::254]/latest/meta-data/",
        // Another host dressed up as the allowed one.
        "http://images.test:80@127.0.0.1:PORT/images/a",
        "http://images.test@127.0.0.1:PORT/images/a",
        "http://127.0.0.1:PORT#@images.test/images/a",
        "http://127.0.0.1:PORT?@images.test/images/a",
        "http://127.0.0.1:PORT\\@images.test/images/a",
        "http://images.test.evil.test:PORT/images/a",
        "http://evil-images.test:PORT/images/a",
        "http://images%2etest:PORT/images/a",
        "http://images.test:PORT:80/images/a",
        "http:///images.test:PORT/images/a",
        "http:images.test/images/a",
        "//images.test:PORT/images/a",
        // The allowed host, another place.
        "http://images.test:1/images/a",
        "https://images.test:PORT/images/a",
        "http://images.test:PORT/images/../secret",
        "http://images.test:PORT/images/%2e%2e/secret",
        "http://images.test:PORT/images/..%2fsecret",
        "http://images.test:PORT/images/%252e%252e/secret",
        "http://images.test:PORT/images/..%5csecret",
        "http://images.test:PORT/images%00/a",
        "http://images.test:PORT//images/a/../../secret",
        "http://images.test:PORT/images/a\nHost: 127.0.0.1",
        // Schemes that some clients know.
        "ftp://images.test:PORT/images/a",
        "gopher://images.test:PORT/images/a",
        "jar:http://images.test:PORT/images/a!/x",
        "data:image/png;base64,AAAA",
        "javascript:alert(1)",
        "file://images.test/images/a",
        "file:///etc/passwd",
        ""
      })
  void whatIsNotOnTheListIsNotFetched(String uri) {
    try (UriFetcher fetcher = fetcher(host -> addresses("127.0.0.1"))) {
      assertForbidden(fetcher, uri);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.10",
        "100.64.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1",
        "::127.0.0.1",
        "::ffff:0:127.0.0.1",
        "2001::7f00:1",
        "2001:2::1",
        "2002:7f00:1::"
      })
  void anAllowedNameMustNotLeadInside(String address) {
    try (UriFetcher alone = fetcher(host -> addresses(address));
        UriFetcher amongOthers = fetcher(host -> addresses(PUBLIC, address))) {
      assertForbidden(alone, "http://images.test:PORT/images/a");
      assertForbidden(amongOthers, "http://images.test:PORT/images/a");
    }
  }

  @Test
  void theAddressThatWasCheckedIsTheOneThatIsConnectedTo() throws Exception {
    AtomicInteger lookups = new AtomicInteger();
    NameLookup rebinding =
        host -> addresses(lookups.getAndIncrement() == 0 ? "127.0.0.1" : "127.0.0.2");
    try (UriFetcher fetcher =
        new UriFetcher(
            new AllowList(List.of("http://images.test:" + port + "/")),
            List.of("images.test"),
            limits(Duration.ofSeconds(5)),
            rebinding)) {
      // Nothing listens at 127.0.0.2: a second look-up would lead there, and fail.
      assertThat(fetcher.fetch("http://images.test:" + port + "/images/a")).isNotEmpty();
    }
    assertThat(lookups).hasValue(1);
    assertThat(requests).containsExactly("images.test:" + port);
  }

  @Test
  void anAnswerThatTurnsInwardsIsRefusedTheSecondTime() {
    AtomicInteger lookups = new AtomicInteger();
    NameLookup rebinding = host -> addresses(lookups.getAndIncrement() == 0 ? PUBLIC : "127.0.0.1");
    try (UriFetcher fetcher =
        new UriFetcher(
            new AllowList(List.of("http://images.test:" + port + "/images/")),
            List.of(),
            limits(Duration.ofMillis(200)),
            rebinding)) {
      // The first look-up passes; it leads to the public address and never to this machine.
      assertFails(fetcher, "http://images.test:PORT/images/a", FailureCode.FETCH_FAILED);
      assertForbidden(fetcher, "http://images.test:PORT/images/a");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:PORT/images/a",
        "http://[::1]:PORT/images/a",
        "http://2130706433:PORT/images/a",
        "http://inside.test:PORT/images/a",
        "http://images.test:PORT/secret",
        "http://169.254.169.254/latest/meta-data/",
        "//127.0.0.1:PORT/images/a",
        "../secret",
        "file:///etc/passwd"
      })
  void everyRedirectIsCheckedAgain(String target) {
    Map<String, String> names = Map.of("images.test", "127.0.0.1", "inside.test", "10.0.0.1");
    try (UriFetcher fetcher =
        new UriFetcher(
            new AllowList(
                List.of(
                    "http://images.test:" + port + "/to/",
                    "http://images.test:" + port + "/images/",
                    "http://inside.test:" + port + "/images/")),
            List.of("images.test"),
            limits(Duration.ofSeconds(5)),
            host -> addresses(names.get(host)))) {
      assertForbidden(fetcher, "http://images.test:PORT/to/x?" + target);
    }
  }

  @Test
  void aRedirectNeverLeadsToAFileNotEvenAnAllowedOne(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("picture"), "secret");
    try (UriFetcher fetcher =
        new UriFetcher(
            new AllowList(List.of("http://images.test:" + port + "/", folder.toUri().toString())),
            List.of("images.test"),
            limits(Duration.ofSeconds(5)),
            host -> addresses("127.0.0.1"))) {
      assertForbidden(fetcher, "http://images.test:PORT/to/x?" + file.toUri());
    }
  }

  @ParameterizedTest
  @CsvSource({
    // What the list names itself: the address in any right form, and localhost.
    "http://127.0.0.1:PORT/, http://127.0.0.1:PORT/images/a, , true",
    "http://127.0.0.1:PORT/, http://[::ffff:127.0.0.1]:PORT/images/a, , true",
    "http://localhost:PORT/, http://LOCALHOST.:PORT/images/a, , true",
    "http://images.test:PORT/, http://images.test:PORT/images/a, images.test, true",
    "http://images.test:PORT/, http://images.test:PORT/images/a, other.test, false"
  })
  void whatIsAllowedByNameIsFetched(String allowed, String uri, String privateHost, boolean works)
      throws Exception {
    try (UriFetcher fetcher =
        new UriFetcher(
            new AllowList(List.of(withPort(allowed))),
            privateHost == null ? List.of() : List.of(privateHost),
            limits(Duration.ofSeconds(5)),
            host -> addresses("127.0.0.1"))) {
      if (works) {
        assertThat(fetcher.fetch(withPort(uri))).asString().isEqualTo("secret");
      } else {
        assertForbidden(fetcher, uri);
      }
    }
  }

  @Test
  void aListedHostStillMustNotLeadToMetadataOrToNoServerAtAll() {
    for (String address : List.of("169.254.169.254", "fe80::1", "0.0.0.0", "224.0.0.1")) {
      try (UriFetcher fetcher =
          new UriFetcher(
              new AllowList(List.of("http://images.test/")),
              List.of("images.test"),
              limits(Duration.ofSeconds(5)),
              host -> addresses(address))) {
        assertForbidden(fetcher, "http://images.test/a");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("fileTries")
  void filesOutsideTheFolderAreNotRead(String suffix, @TempDir Path folder) throws IOException {
    Path images = Files.createDirectory(folder.resolve("images"));
    Files.createDirectory(folder.resolve("images-private"));
    Files.writeString(folder.resolve("secret"), "secret");
    Files.writeString(folder.resolve("images-private/secret"), "secret");
    Files.createSymbolicLink(images.resolve("link"), folder.resolve("secret"));
    Files.createSymbolicLink(images.resolve("up"), folder);
    try (UriFetcher fetcher =
        new UriFetcher(
            new AllowList(List.of(images.toUri().toString())),
            List.of(),
            limits(Duration.ofSeconds(5)))) {
      String base = images.toUri().toString().replaceFirst("/$", "");
      assertForbidden(fetcher, base + suffix);
    }
  }

  static List<String> fileTries() {
    return List.of(
        "/../secret",
        "/%2e%2e/secret",
        "/..%2fsecret",
        "/%252e%252e/secret",
        "/./../secret",
        "/x/../../secret",
        "/link",
        "/up/secret",
        "/up/images/up/secret",
        "-private/secret",
        "/..\\secret",
        "/%00",
        "/../../../../../../../../../../etc/passwd");
  }

  @Test
  void neitherADirectoryNorADeviceIsRead(@TempDir Path folder) throws Exception {
    try (UriFetcher fetcher =
        new UriFetcher(
            new AllowList(List.of(folder.toUri().toString(), "file:/dev/")),
            List.of(),
            limits(Duration.ofSeconds(5)))) {
      assertFails(fetcher, folder.toUri().toString(), FailureCode.FETCH_FAILED);
      assertFails(fetcher, "file:///dev/zero", FailureCode.FETCH_FAILED);
    }
  }

  @Test
  void messagesShowNeitherSignaturesNorPasswords() {
    try (UriFetcher fetcher = fetcher(host -> addresses("127.0.0.1"))) {
      for (String uri :
          List.of(
              "http://images.test:PORT/images/a?signature=s3cret",
              "http://other.test/images/a?signature=s3cret",
              "http://user:s3cret@images.test:PORT/images/a",
              "http://user:s3cret@images.test:PORT/a b?s3cret")) {
        assertThatExceptionOfType(ProcessingException.class)
            .isThrownBy(() -> fetcher.fetch(withPort(uri)))
            .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("s3cret"));
      }
    }
  }

  @Test
  void aHostThatIsANumberIsNoPrefix() {
    for (String host : List.of("0177.0.0.1", "127.1", "0x7f000001", "1.2.3.256")) {
      assertThatIllegalArgumentException()
          .as(host)
          .isThrownBy(() -> new AllowList(List.of("http://" + host + "/")));
    }
  }

  private UriFetcher fetcher(NameLookup lookup) {
    return new UriFetcher(
        new AllowList(List.of("http://images.test:" + port + "/images/")),
        List.of(),
        limits(Duration.ofSeconds(5)),
        lookup);
  }

  private static FetchLimits limits(Duration time) {
    return new FetchLimits(1_000, 4_096, 5, time);
  }

  private static InetAddress[] addresses(String... literals) throws UnknownHostException {
    InetAddress[] addresses = new InetAddress[literals.length];
    for (int i = 0; i < literals.length; i++) {
      addresses[i] = InetAddress.getByName(literals[i]);
    }
    return addresses;
  }

  private void assertForbidden(UriFetcher fetcher, String uri) {
    assertFails(fetcher, uri, FailureCode.FETCH_FORBIDDEN);
    assertThat(requests).as("requests that reached the server").isEmpty();
  }

  private void assertFails(UriFetcher fetcher, String uri, FailureCode code) {
    assertThatExceptionOfType(ProcessingException.class)
        .as(uri)
        .isThrownBy(() -> fetcher.fetch(withPort(uri)))
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(code));
  }

  private String withPort(String uri) {
    return uri.replace("PORT", Integer.toString(port));
  }
}
