package io.clipstreams.serde;

import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.SerdeClasses;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the schema registry from time to time whether it is there. What is known of it is told at
 * once.
 *
 * <p>Any answer but an error of the server's own counts: credentials and certificates are the
 * serdes' business, and a registry that refuses those is there. One question without an answer
 * proves nothing, so it takes two in a row.
 */
public final class RegistryProbe implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryProbe.class);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
  private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);
  private static final int CONVINCING_SILENCE = 2;
  private static final int SERVER_ERROR = 500;

  private final List<URI> addresses;
  private final Duration every;
  private final Duration answerLimit;
  private final HttpClient client;
  private final Thread asking = new Thread(this::askAgainAndAgain, "registry-probe");
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean answers;
  private int silences;

  RegistryProbe(List<URI> addresses, Duration every, Duration answerLimit) {
    this.addresses = List.copyOf(addresses);
    this.every = Objects.requireNonNull(every, "every");
    this.answerLimit = Objects.requireNonNull(answerLimit, "answerLimit");
    this.client = HttpClient.newBuilder().connectTimeout(answerLimit).build();
    // Nobody can be asked about a registry of an unknown kind.
    this.answers = addresses.isEmpty();
  }

  /**
   * Begins to ask.
   *
   * @throws ConfigException if the registry's address is none
   */
  public static RegistryProbe start(ClipConfig config) {
    RegistryProbe probe =
        new RegistryProbe(addresses(config), config.health().registryEvery(), ANSWER_LIMIT);
    probe.begin();
    return probe;
  }

  void begin() {
    if (!addresses.isEmpty()) {
      asking.setDaemon(true);
      asking.start();
    }
  }

  /** Whether it has answered lately; not before it has answered for the first time. */
  public boolean answers() {
    return answers;
  }

  private static List<URI> addresses(ClipConfig config) {
    if (config.topics().serde().equals(SerdeClasses.APICURIO)) {
      return config
          .kafkaProperty(ClipConfig.APICURIO_REGISTRY_URL_CONFIG)
          .map(url -> address(RegistrySettings.apicurioApi(url) + "/system/info"))
          .stream()
          .toList();
    }
    return config.kafkaProperty(ClipConfig.SCHEMA_REGISTRY_URL_CONFIG).stream()
        .flatMap(urls -> Stream.of(urls.split(",")))
        .map(String::strip)
        .filter(url -> url.startsWith("http"))
        .map(url -> address(url.replaceAll("/+$", "") + "/schemas/types"))
        .toList();
  }

  /** Without credentials: whether the registry is there can be told without them. */
  private static URI address(String url) {
    try {
      URI uri = new URI(url);
      return new URI(
          uri.getScheme(), null, uri.getHost(), uri.getPort(), uri.getPath(), null, null);
    } catch (URISyntaxException noUrl) {
      throw new ConfigException("the schema registry's URL is none: " + noUrl.getReason());
    }
  }

  private void askAgainAndAgain() {
    try {
      Duration pause = Duration.ZERO;
      while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        boolean answered = addresses.stream().anyMatch(this::answered);
        take(answered);
        pause = answered || every.compareTo(AGAIN_AFTER) < 0 ? every : AGAIN_AFTER;
      }
    } catch (InterruptedException closing) {
      LOG.debug("The schema registry is not asked any more", closing);
    }
  }

  private void take(boolean answered) {
    silences = answered ? 0 : silences + 1;
    if (answered && !answers) {
      LOG.info("The schema registry answers");
    } else if (silences == CONVINCING_SILENCE) {
      LOG.warn("The schema registry at {} does not answer", addresses);
    }
    if (answered || silences >= CONVINCING_SILENCE) {
      answers = answered;
    }
  }

  private boolean answered(URI address) {
    HttpRequest request = HttpRequest.newBuilder(address).timeout(answerLimit).build();
    try {
      HttpResponse<Void> response = client.send(request, HttpResponse.BodyHandlers.discarding());
      return response.statusCode() < SERVER_ERROR;
    } catch (SSLException itsCertificate) {
      return true;
    } catch (IOException | RuntimeException silence) {
      LOG.debug("{} does not answer", address, silence);
      return false;
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    closed.countDown();
    asking.interrupt();
  }
}
