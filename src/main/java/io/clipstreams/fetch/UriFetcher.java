package io.clipstreams.fetch;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Fetches {@code file:}, {@code http:} and {@code https:} URIs of an allow list, within limits. */
public final class UriFetcher implements ContentFetcher {
  private static final int MOST_REDIRECTS = 5;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final int OK = 200;

  private final AllowList allowed;
  private final long maxBytes;
  private final Duration timeout;
  private final HttpClient client;

  /**
   * A fetcher.
   *
   * @param allowed what may be fetched
   * @param maxBytes the largest file
   * @param timeout for the whole of a fetch, redirects included
   */
  public UriFetcher(AllowList allowed, long maxBytes, Duration timeout) {
    this.allowed = Objects.requireNonNull(allowed, "allowed");
    this.maxBytes = maxBytes;
    this.timeout = Objects.requireNonNull(timeout, "timeout");
    this.client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  @Override
  public byte[] fetch(String text) throws ProcessingException {
    URI uri = allowed.require(text);
    return uri.getScheme().equals("file") ? readFile(uri) : download(uri);
  }

  private byte[] readFile(URI uri) throws ProcessingException {
    try {
      Path file = Path.of(uri).toRealPath();
      requireUnderRoot(uri, file);
      if (!Files.isRegularFile(file)) {
        throw failed(uri, "it is no regular file", null);
      }
      requireWithinLimit(uri, Files.size(file));
      try (InputStream in = Files.newInputStream(file)) {
        byte[] content = in.readNBytes(Math.toIntExact(maxBytes + 1));
        requireWithinLimit(uri, content.length);
        return content;
      }
    } catch (IOException | IllegalArgumentException unreadable) {
      throw failed(uri, unreadable.toString(), unreadable);
    }
  }

  /** Symbolic links are resolved by now: the file itself has to lie under an allowed folder. */
  private void requireUnderRoot(URI uri, Path file) throws IOException, ProcessingException {
    for (URI root : allowed.prefixes("file")) {
      Path folder = Path.of(root);
      if (Files.exists(folder) && file.startsWith(folder.toRealPath())) {
        return;
      }
    }
    throw new ProcessingException(
        FailureCode.FETCH_FORBIDDEN,
        "'%s' leads to '%s', outside the folders of clip.image.uri.allow".formatted(uri, file));
  }

  private byte[] download(URI first) throws ProcessingException {
    long deadline = System.nanoTime() + timeout.toNanos();
    URI uri = first;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      HttpResponse<LimitedBody.Content> response = send(uri, deadline);
      if (REDIRECTS.contains(response.statusCode())) {
        URI from = uri;
        String location =
            response
                .headers()
                .firstValue("location")
                .orElseThrow(() -> failed(from, "a redirect without a location", null));
        uri = allowed.require(resolve(from, location));
      } else if (response.statusCode() != OK) {
        throw failed(uri, "the server answered " + response.statusCode(), null);
      } else {
        requireWithinLimit(uri, response.body().size());
        return response.body().bytes();
      }
    }
    throw failed(first, "more than " + MOST_REDIRECTS + " redirects", null);
  }

  private static String resolve(URI from, String location) throws ProcessingException {
    try {
      return from.resolve(location).toString();
    } catch (IllegalArgumentException malformed) {
      throw failed(from, "it redirects to '" + location + "', which is no URI", malformed);
    }
  }

  private HttpResponse<LimitedBody.Content> send(URI uri, long deadline)
      throws ProcessingException {
    HttpRequest request =
        HttpRequest.newBuilder(uri).timeout(timeout).header("Accept", "image/*").GET().build();
    CompletableFuture<HttpResponse<LimitedBody.Content>> response =
        client.sendAsync(request, info -> new LimitedBody(maxBytes));
    try {
      return response.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      response.cancel(true);
      throw failed(uri, "no answer within " + timeout.toMillis() + " ms", late);
    } catch (ExecutionException failure) {
      throw failed(uri, failure.getCause().toString(), failure.getCause());
    } catch (InterruptedException interrupted) {
      response.cancel(true);
      Thread.currentThread().interrupt();
      throw failed(uri, "interrupted", interrupted);
    }
  }

  private void requireWithinLimit(URI uri, long bytes) throws ProcessingException {
    if (bytes > maxBytes) {
      throw new ProcessingException(
          FailureCode.IMAGE_TOO_LARGE,
          "'%s' has %s bytes, clip.image.max.bytes is %d"
              .formatted(uri, bytes == Long.MAX_VALUE ? "more" : Long.toString(bytes), maxBytes));
    }
  }

  private static ProcessingException failed(URI uri, String why, Throwable cause) {
    return new ProcessingException(
        FailureCode.FETCH_FAILED, "'%s' could not be fetched: %s".formatted(uri, why), cause);
  }
}
