package io.clipstreams.fetch;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Downloads from web servers. A redirect is an address like any other: it has to be on the allow
 * list, and its host's addresses are checked. No proxy is used, since a proxy would look names up
 * itself.
 */
final class WebDownloads implements AutoCloseable {
  private static final int CONNECTIONS_PER_HOST = 16;
  private static final int CONNECTIONS = 64;
  private static final int LONGEST_HEADER = 16 << 10;
  private static final int MOST_HEADERS = 200;
  private static final TimeValue CONNECTION_LIFE = TimeValue.ofMinutes(1);

  private final AllowList allowed;
  private final FetchLimits limits;
  private final CloseableHttpClient client;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "image-download");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param allowed what may be fetched
   * @param resolver looks hosts up and refuses addresses
   * @param limits what a download may take
   */
  WebDownloads(AllowList allowed, CheckedResolver resolver, FetchLimits limits) {
    this.allowed = allowed;
    this.limits = limits;
    this.client = client(resolver, Timeout.of(limits.time()));
  }

  private static CloseableHttpClient client(CheckedResolver resolver, Timeout timeout) {
    Http1Config headers =
        Http1Config.custom()
            .setMaxLineLength(LONGEST_HEADER)
            .setMaxHeaderCount(MOST_HEADERS)
            .build();
    return HttpClients.custom()
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(resolver)
                .setConnectionFactory(
                    ManagedHttpClientConnectionFactory.builder().http1Config(headers).build())
                .setMaxConnPerRoute(CONNECTIONS_PER_HOST)
                .setMaxConnTotal(CONNECTIONS)
                .setDefaultConnectionConfig(
                    ConnectionConfig.custom()
                        .setConnectTimeout(timeout)
                        .setSocketTimeout(timeout)
                        .setTimeToLive(CONNECTION_LIFE)
                        .build())
                .build())
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setConnectionRequestTimeout(timeout)
                .setResponseTimeout(timeout)
                .build())
        .setUserAgent("clip-streams")
        .disableRedirectHandling()
        .disableContentCompression()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableAutomaticRetries()
        .build();
  }

  /**
   * Downloads a file.
   *
   * @param first an allowed URI
   */
  byte[] fetch(URI first) throws ProcessingException {
    long deadline = System.nanoTime() + limits.time().toNanos();
    URI uri = first;
    for (int redirects = 0; redirects <= limits.redirects(); redirects++) {
      Download.Answer answer = ask(uri, deadline);
      if (answer instanceof Download.Answer.Content content) {
        return content.bytes();
      } else if (answer instanceof Download.Answer.TooLarge large) {
        throw FetchFailures.tooLarge(uri, large.bytes(), limits.bytes());
      } else if (answer instanceof Download.Answer.Refusal refusal) {
        throw FetchFailures.failed(uri, "the server answered " + refusal.status());
      } else if (answer instanceof Download.Answer.Elsewhere elsewhere) {
        uri = elsewhere(uri, elsewhere.location());
      }
    }
    throw FetchFailures.failed(
        first,
        "more than %d redirects (clip.image.uri.max.redirects)".formatted(limits.redirects()));
  }

  private URI elsewhere(URI from, Optional<String> location) throws ProcessingException {
    URI target = allowed.require(target(from, location), limits.uriLength());
    if (target.getScheme().equals("file")) {
      throw new ProcessingException(
          FailureCode.FETCH_FORBIDDEN,
          "'%s' may not be fetched: it redirects to a file".formatted(FetchFailures.show(from)));
    }
    return target;
  }

  private static String target(URI from, Optional<String> location) throws ProcessingException {
    if (location.isEmpty()) {
      throw FetchFailures.failed(from, "it redirects to nowhere");
    }
    try {
      return from.resolve(location.get()).toString();
    } catch (IllegalArgumentException malformed) {
      throw FetchFailures.failed(from, "it redirects to what is no URI", malformed);
    }
  }

  /** In a thread of its own, since neither a name's look-up nor slow headers heed a time limit. */
  private Download.Answer ask(URI uri, long deadline) throws ProcessingException {
    Download download = new Download(uri, limits.bytes());
    Future<Download.Answer> answer = threads.submit(() -> download.run(client));
    try {
      return answer.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      throw FetchFailures.failed(uri, "no answer within " + limits.time().toMillis() + " ms", late);
    } catch (ExecutionException failure) {
      throw failure(uri, failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw FetchFailures.failed(uri, "interrupted", interrupted);
    } finally {
      if (!answer.isDone()) {
        download.cancel();
        answer.cancel(true);
      }
    }
  }

  private static ProcessingException failure(URI uri, Throwable cause) {
    if (cause instanceof AddressRefusedException refused) {
      return new ProcessingException(
          FailureCode.FETCH_FORBIDDEN,
          "'%s' may not be fetched: %s".formatted(FetchFailures.show(uri), refused.getMessage()),
          refused);
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return FetchFailures.failed(uri, cause.toString(), cause);
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      client.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
