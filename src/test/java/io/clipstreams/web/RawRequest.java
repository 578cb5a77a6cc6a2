package io.clipstreams.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A request as it goes over the wire; Java's client sets some headers itself. */
public final class RawRequest {
  private static final int PATIENCE_MILLIS = 20_000;

  private final String method;
  private final String path;
  private final List<String> headers = new ArrayList<>();
  private String body = "";

  RawRequest(String method, String path) {
    this.method = method;
    this.path = path;
  }

  /** A request that reads. */
  public static RawRequest get(String path) {
    return new RawRequest("GET", path);
  }

  /** A request that writes. */
  public static RawRequest post(String path) {
    return new RawRequest("POST", path);
  }

  /** With one more header. */
  public RawRequest header(String name, String value) {
    headers.add(name + ": " + value);
    return this;
  }

  RawRequest body(String newBody) {
    body = newBody;
    return this;
  }

  /** The answer, headers and all. */
  public Answer send(int port) throws IOException {
    if (headers.stream().noneMatch(header -> header.startsWith("Host:"))) {
      header("Host", "127.0.0.1:" + port);
    }
    if (headers.stream().noneMatch(header -> header.startsWith("Transfer-Encoding:"))) {
      header("Content-Length", Integer.toString(body.length()));
    }
    header("Connection", "close");
    String text =
        method + " " + path + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n" + body;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      return new Answer(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /**
   * What came back.
   *
   * @param text all of it; empty when the connection was closed without an answer
   */
  public record Answer(String text) {
    /** Its status. */
    public int status() {
      return Integer.parseInt(text.split(" ", 3)[1]);
    }

    /** A header, if it has it. */
    public Optional<String> header(String name) {
      String head = text.split("\r\n\r\n", 2)[0];
      return head.lines()
          .filter(
              line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst();
    }

    String body() {
      return text.split("\r\n\r\n", 2)[1];
    }
  }
}
