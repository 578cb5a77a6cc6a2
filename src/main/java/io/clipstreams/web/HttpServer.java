package io.clipstreams.web;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinBindException;
import java.util.List;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves HTTP. It knows no route of its own: what it shows is given to it as {@link Routes}, and
 * these ask the application through functions. There is no authentication.
 */
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final int MAX_THREADS = 32;
  private static final int MIN_THREADS = 4;

  private final Javalin javalin;
  private final String host;

  private HttpServer(Javalin javalin, String host) {
    this.javalin = javalin;
    this.host = host;
  }

  /**
   * Starts serving.
   *
   * @param host the address to listen on, 0.0.0.0 for all
   * @param port the port to listen on, 0 for a free one
   * @param routes what to serve
   * @throws HttpStartException when the port is taken or the address is not this machine's
   */
  public static HttpServer start(String host, int port, List<Routes> routes) {
    Javalin javalin = Javalin.create(config -> configure(config, routes));
    try {
      javalin.start(host, port);
    } catch (JavalinBindException e) {
      javalin.stop();
      throw new HttpStartException(
          "HTTP cannot be served on %s:%d (%s); end what uses it or set clip.http.host and clip.http.port, 0 for a free one"
              .formatted(host, port, e.getMessage()),
          e);
    }
    HttpServer server = new HttpServer(javalin, host);
    LOG.info("HTTP on {}", server.url());
    return server;
  }

  /** The port that it listens on. */
  public int port() {
    return javalin.port();
  }

  /** The base URL without a path: {@code http://HOST:PORT}, with the host as given. */
  public String url() {
    String shown = host.contains(":") ? "[" + host + "]" : host;
    return "http://" + shown + ":" + port();
  }

  /** Stops serving. */
  @Override
  public void close() {
    javalin.stop();
  }

  private static void configure(JavalinConfig config, List<Routes> routes) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.jetty.threadPool = threads();
    config.routes.before(SecurityHeaders::add);
    routes.forEach(some -> some.addTo(config));
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool pool = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
    pool.setName("http");
    return pool;
  }
}
