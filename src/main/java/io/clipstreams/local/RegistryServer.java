package io.clipstreams.local;

import io.clipstreams.local.RegistryCommand.Storage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An Apicurio Registry server in a child process that listens on the loopback address and ends with
 * this process, however this one ends. Its global compatibility rule is BACKWARD, as Confluent's.
 */
public final class RegistryServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryServer.class);

  private static final String HOST = "127.0.0.1";
  private static final String GLOBAL_RULE = "/apis/ccompat/v7/config";
  private static final int TRIES = 3;
  private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(10);
  private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(5);

  private final Process process;
  private final int port;
  private final DataDirectory directory;
  private final LastLines output;
  private final CompletableFuture<Void> exitWatch;
  private volatile boolean started;
  private boolean closed;

  /**
   * Where the server listens and what it keeps.
   *
   * @param home the unpacked server
   * @param port its port, 0 for a free one
   * @param dataDirectory schemas and their ids are kept there and found again at the next start;
   *     without it they are kept in memory
   * @param startLimit how long it may take to answer
   */
  public record Settings(Path home, int port, Optional<Path> dataDirectory, Duration startLimit) {
    /** The server that the build unpacked, on a free port, nothing kept. */
    public static Settings temporary() {
      return new Settings(RegistryHome.configured(), 0, Optional.empty(), Duration.ofSeconds(90));
    }

    /** The same with another port, 0 for a free one. */
    public Settings withPort(int newPort) {
      return new Settings(home, newPort, dataDirectory, startLimit);
    }

    /** The same, keeping schemas in a directory; it is created when missing. */
    public Settings withDataDirectory(Path newDataDirectory) {
      return new Settings(home, port, Optional.of(newDataDirectory), startLimit);
    }
  }

  private RegistryServer(Process process, int port, DataDirectory directory) {
    this.process = process;
    this.port = port;
    this.directory = directory;
    this.output = LastLines.of(process.inputReader(), "schema-registry");
    this.exitWatch = process.onExit().thenAccept(ended -> warnOfEnd());
  }

  /** A server on a free port that keeps nothing. */
  public static RegistryServer start() {
    return start(Settings.temporary());
  }

  /**
   * Starts a server and returns when it answers.
   *
   * @throws LocalStartException when the server is not unpacked, the port is taken, the data
   *     directory is in use, or it does not answer in time; its last output is in the message
   */
  public static RegistryServer start(Settings settings) {
    long begin = System.nanoTime();
    RegistryHome home = RegistryHome.in(settings.home());
    DataDirectory directory = DataDirectory.of(settings.dataDirectory(), "clip-streams-registry");
    try {
      RegistryServer server = startIn(directory, home, settings);
      LOG.info(
          "Schema registry on {} after {} ms (process {})",
          server.url(),
          Duration.ofNanos(System.nanoTime() - begin).toMillis(),
          server.pid());
      return server;
    } catch (LocalStartException e) {
      directory.close();
      throw e;
    }
  }

  /** The base URL, without a path: {@code http://HOST:PORT}. */
  public String url() {
    return "http://" + HOST + ":" + port;
  }

  /** Whether the child process runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** The child process's id. */
  public long pid() {
    return process.pid();
  }

  /** Ends the server. Does nothing the second time. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    end();
    directory.close();
  }

  private static RegistryServer startIn(
      DataDirectory directory, RegistryHome home, Settings settings) {
    // Another process may take a free port before the child binds it: hence several tries.
    int triesLeft = settings.port() == 0 ? TRIES : 1;
    while (true) {
      RegistryServer server = launch(directory, home, settings);
      try {
        server.awaitAnswer(settings.startLimit());
        server.setGlobalRule();
        server.started = true;
        return server;
      } catch (LocalStartException e) {
        server.end();
        triesLeft--;
        if (triesLeft == 0 || !server.portWasTaken()) {
          throw e;
        }
      }
    }
  }

  private static RegistryServer launch(
      DataDirectory directory, RegistryHome home, Settings settings) {
    int port = bindable(settings.port());
    Storage storage = settings.dataDirectory().isPresent() ? Storage.FILE : Storage.MEMORY;
    try {
      Process process = RegistryCommand.of(home, HOST, port, directory.path(), storage).start();
      return new RegistryServer(process, port, directory);
    } catch (IOException e) {
      throw new LocalStartException("The schema registry cannot be started: " + e, e);
    }
  }

  /** Asks the system for the port, or any free one, and lets go of it again. */
  private static int bindable(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw LocalStartException.portTaken("The schema registry", HOST, port, e);
    }
  }

  private boolean portWasTaken() {
    return output.text().contains("already bound");
  }

  private void awaitAnswer(Duration limit) {
    HttpRequest request = request("/apis/registry/v3/system/info").GET().build();
    HttpClient client = HttpClient.newHttpClient();
    long end = System.nanoTime() + limit.toNanos();
    while (!answers(client, request)) {
      if (exitedWithin(POLL_INTERVAL)) {
        throw failed("ended with exit code " + process.exitValue());
      }
      if (System.nanoTime() - end > 0) {
        throw failed("did not answer within " + limit.toSeconds() + " s");
      }
    }
  }

  private static boolean answers(HttpClient client, HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      // Not listening yet.
      return false;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private boolean exitedWithin(Duration time) {
    try {
      return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Apicurio's own default is no rule at all. */
  private void setGlobalRule() {
    HttpRequest request =
        request(GLOBAL_RULE)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString("{\"compatibility\":\"BACKWARD\"}"))
            .build();
    try {
      HttpResponse<String> response =
          HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw failed(
            "refused the compatibility rule with status %d: %s"
                .formatted(response.statusCode(), response.body()));
      }
    } catch (IOException e) {
      throw failed("did not take the compatibility rule: " + e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private void warnOfEnd() {
    // A failure to start is reported by start() itself.
    if (started) {
      LOG.error(
          "The schema registry ended with exit code {}; its last output:\n{}",
          process.exitValue(),
          output.text());
    }
  }

  private void end() {
    exitWatch.cancel(false);
    process.destroy();
    try {
      if (!process.waitFor(SHUTDOWN_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url() + path)).timeout(REQUEST_LIMIT);
  }

  private LocalStartException failed(String what) {
    return new LocalStartException(
        "The schema registry %s; its last output:%n%s".formatted(what, output.text()));
  }

  private static LocalStartException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new LocalStartException("Interrupted while the schema registry started", e);
  }
}
