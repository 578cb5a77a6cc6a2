package io.clipstreams.model;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A hub as Hugging Face's answers: large files are redirected to a storage with other tags, with
 * size and SHA-256 in the first answer; small ones are answered with git's blob hash. It can
 * misbehave.
 */
final class HubServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  /** Bytes of the first answers of the storage after which the connection is cut, in order. */
  final List<Integer> cuts = Collections.synchronizedList(new ArrayList<>());

  /** Added to the size that is stated for large files. */
  volatile int sizeLie;

  /** Whether another content than stated is sent. */
  volatile boolean contentLie;

  /** Whether Range is heeded. */
  volatile boolean ranges = true;

  /** Whether hashes are stated. */
  volatile boolean tags = true;

  /** Status of all answers, unless it is 0. */
  volatile int status;

  HubServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(exchange));
    server.start();
  }

  URI uri() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  HubServer put(String path, byte[] content) {
    files.put(path, content);
    return this;
  }

  byte[] content(String path) {
    return files.get(path).clone();
  }

  List<String> requests() {
    return List.copyOf(requests);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String range = exchange.getRequestHeaders().getFirst("Range");
      requests.add(path + (range == null ? "" : " " + range));
      String file = path.replaceFirst("^/(storage/|.*/resolve/(main|c0ffee)/)", "");
      byte[] content = files.get(file);
      if (status != 0 || content == null) {
        exchange.sendResponseHeaders(status != 0 ? status : 404, -1);
      } else if (path.startsWith("/storage/")) {
        exchange.getResponseHeaders().add("ETag", "\"0123456789abcdef0123456789abcdef\"");
        send(exchange, content, range, true);
      } else if (file.endsWith(".onnx")) {
        redirect(exchange, file, content);
      } else {
        exchange.getResponseHeaders().add("X-Repo-Commit", "c0ffee");
        if (tags) {
          exchange.getResponseHeaders().add("ETag", "\"" + gitBlob(content) + "\"");
        }
        send(exchange, content, range, false);
      }
    }
  }

  private void redirect(HttpExchange exchange, String file, byte[] content) throws IOException {
    exchange.getResponseHeaders().add("X-Repo-Commit", "c0ffee");
    if (tags) {
      exchange
          .getResponseHeaders()
          .add("X-Linked-Size", Integer.toString(content.length + sizeLie));
      exchange.getResponseHeaders().add("X-Linked-ETag", "\"" + Digests.sha256(content) + "\"");
    }
    exchange.getResponseHeaders().add("Location", "/storage/" + file);
    exchange.sendResponseHeaders(302, -1);
  }

  private void send(HttpExchange exchange, byte[] whole, String range, boolean storage)
      throws IOException {
    byte[] content = whole.clone();
    if (contentLie) {
      content[content.length / 2] ^= 1;
    }
    int from = 0;
    int code = 200;
    if (range != null && ranges) {
      from = Integer.parseInt(range.replaceAll("\\D", ""));
      if (from >= content.length) {
        exchange.sendResponseHeaders(416, -1);
        return;
      }
      code = 206;
      exchange
          .getResponseHeaders()
          .add(
              "Content-Range",
              "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
    }
    byte[] rest = Arrays.copyOfRange(content, from, content.length);
    exchange.sendResponseHeaders(code, rest.length);
    int length = storage && !cuts.isEmpty() ? Math.min(cuts.remove(0), rest.length) : rest.length;
    OutputStream body = exchange.getResponseBody();
    body.write(rest, 0, length);
    body.flush();
  }

  private static String gitBlob(byte[] content) {
    try {
      java.security.MessageDigest sha1 = java.security.MessageDigest.getInstance("SHA-1");
      sha1.update(
          ("blob " + content.length + "\0").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      return Digests.hex(sha1.digest(content));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
