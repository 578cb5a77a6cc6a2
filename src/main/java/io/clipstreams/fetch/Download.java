package io.clipstreams.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;

/** One GET request, without following what it leads to. */
final class Download {
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final int OK = 200;

  private final HttpGet request;
  private final long maxBytes;

  Download(URI uri, long maxBytes) {
    this.request = new HttpGet(Objects.requireNonNull(uri, "uri"));
    this.request.setHeader(HttpHeaders.ACCEPT, "image/*");
    this.maxBytes = maxBytes;
  }

  /** What a server answers. */
  sealed interface Answer {
    /** The file. */
    record Content(byte[] bytes) implements Answer {}

    /** More bytes than the limit; how many, if the server said so. */
    record TooLarge(Optional<Long> bytes) implements Answer {}

    /** Another address, if the answer names one. */
    record Elsewhere(Optional<String> location) implements Answer {}

    /** Neither a file nor another address. */
    record Refusal(int status) implements Answer {}
  }

  /** Sends it and reads the answer up to the limit. */
  Answer run(HttpClient client) throws IOException {
    // Closing an answer that was not read to its end gives the connection up.
    try (ClassicHttpResponse response = client.executeOpen(null, request, null)) {
      return read(response);
    }
  }

  /** Ends it from another thread. */
  void cancel() {
    request.cancel();
  }

  private Answer read(ClassicHttpResponse response) throws IOException {
    if (REDIRECTS.contains(response.getCode())) {
      return new Answer.Elsewhere(
          Optional.ofNullable(response.getFirstHeader(HttpHeaders.LOCATION)).map(Header::getValue));
    }
    if (response.getCode() != OK) {
      return new Answer.Refusal(response.getCode());
    }
    HttpEntity entity = response.getEntity();
    if (entity == null) {
      return new Answer.Content(new byte[0]);
    }
    if (entity.getContentLength() > maxBytes) {
      return new Answer.TooLarge(Optional.of(entity.getContentLength()));
    }
    // Not closed: that would read it to its end.
    InputStream body = entity.getContent();
    byte[] bytes = body.readNBytes(Math.toIntExact(maxBytes + 1));
    return bytes.length > maxBytes
        ? new Answer.TooLarge(Optional.empty())
        : new Answer.Content(bytes);
  }
}
