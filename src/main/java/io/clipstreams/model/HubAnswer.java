package io.clipstreams.model;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;

/**
 * A hub's answer to the request for a file, redirects followed.
 *
 * @param status of the last answer
 * @param stated what the first answer states about the content
 * @param connection the last answer
 */
record HubAnswer(int status, StatedContent stated, HttpURLConnection connection)
    implements AutoCloseable {
  private static final int MOST_REDIRECTS = 10;

  /**
   * Asks for a file from some byte on.
   *
   * @param offset the first byte wanted
   * @param timeout for connecting, and for every wait for bytes
   */
  static HubAnswer ask(URI uri, long offset, Duration timeout) throws IOException {
    URI next = uri;
    StatedContent stated = null;
    for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
      HttpURLConnection connection = open(next, offset, timeout);
      int status = connection.getResponseCode();
      // The storage behind a redirect has tags of its own, which say nothing about the content.
      stated = stated == null ? StatedContent.of(connection) : stated;
      String location = connection.getHeaderField("Location");
      if (status / 100 != 3 || location == null) {
        return new HubAnswer(status, stated, connection);
      }
      connection.disconnect();
      next = redirected(next, location);
    }
    throw new IOException("more than " + MOST_REDIRECTS + " redirects from " + uri);
  }

  private static URI redirected(URI from, String location) throws IOException {
    URI to = from.resolve(location);
    boolean http = "http".equals(to.getScheme());
    if (!http && !"https".equals(to.getScheme())) {
      throw new IOException("redirected to " + to + ", which is neither http nor https");
    }
    if (http && "https".equals(from.getScheme())) {
      throw new IOException("redirected from https to " + to);
    }
    return to;
  }

  private static HttpURLConnection open(URI uri, long offset, Duration timeout) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout(Math.toIntExact(timeout.toMillis()));
    connection.setReadTimeout(Math.toIntExact(timeout.toMillis()));
    connection.setRequestProperty("Accept-Encoding", "identity");
    connection.setRequestProperty("User-Agent", "clip-streams");
    if (offset > 0) {
      connection.setRequestProperty("Range", "bytes=" + offset + "-");
    }
    return connection;
  }

  /** Whether the answer begins at this byte. */
  boolean startsAt(long offset) {
    String range = connection.getHeaderField("Content-Range");
    return status == HttpURLConnection.HTTP_PARTIAL
        && range != null
        && range.strip().startsWith("bytes " + offset + "-");
  }

  /** Bytes that will follow, -1 if that is not said. */
  long length() {
    return connection.getContentLengthLong();
  }

  InputStream content() throws IOException {
    return connection.getInputStream();
  }

  @Override
  public void close() {
    connection.disconnect();
  }
}
