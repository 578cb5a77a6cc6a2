package io.clipstreams.web;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.JettyConfig;
import io.javalin.util.JavalinBindException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.handler.SizeLimitHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves HTTP. It knows no route of its own: what it shows is given to it as {@link Routes}, and
 * these ask the application through functions. {@link HttpAccess} says who may ask.
 */
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final int MAX_THREADS = 32;
  private static final int MIN_THREADS = 4;
  private static final int MAX_CONNECTIONS = 512;

  /** For requests that are being answered when it stops; then they are interrupted. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(1);

  private final Javalin javalin;
  private final String host;

  private HttpServer(Javalin javalin, String host) {
    this.javalin = javalin;
    this.host = host;
  }

  /**
   * Starts serving this machine alone, without a token.
   *
   * @param host the loopback address to listen on
   * @param port the port to listen on, 0 for a free one
   * @param routes what to serve
   * @throws HttpStartException when the port is taken or the address is not this machine's
   */
  public static HttpServer start(String host, int port, List<Routes> routes) {
    return start(HttpAccess.local(host), port, routes);
  }

  /**
   * Starts serving.
   *
   * @param access where it listens and who may ask
   * @param port the port to listen on, 0 for a free one
   * @param routes what to serve
   * @throws HttpStartException when the port is taken or the address is not this machine's
   */
  public static HttpServer start(HttpAccess access, int port, List<Routes> routes) {
    Javalin javalin = Javalin.create(config -> configure(config, access, routes));
    String host = access.host();
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
    if (access.insecure() && access.token().isEmpty() && !KnownHosts.isLoopback(host)) {
      LOG.warn("clip.http.insecure=true: whoever reaches {} is let in", server.url());
    }
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

  /** Stops serving; who has no answer after a moment gets none. */
  @Override
  public void close() {
    javalin.stop();
  }

  private static void configure(JavalinConfig config, HttpAccess access, List<Routes> routes) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    config.http.maxRequestSize = access.maxRequestBytes();
    config.http.asyncTimeout = access.timeout().toMillis();
    config.jetty.threadPool = threads();
    limit(config.jetty, access);
    Guard guard = new Guard(access, Clock.systemUTC());
    config.routes.before(SecurityHeaders::add);
    config.routes.before(guard::check);
    new ErrorAnswers().addTo(config);
    guard.sessionRoutes().ifPresent(some -> some.addTo(config));
    routes.forEach(some -> some.addTo(config));
  }

  private static void limit(JettyConfig jetty, HttpAccess access) {
    jetty.modifyHttpConfiguration(
        http -> {
          http.setSendServerVersion(false);
          http.setIdleTimeout(access.timeout().toMillis());
        });
    jetty.modifyServer(
        server -> {
          server.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, server));
          server.setErrorHandler(new ServerErrors());
        });
    jetty.modifyServletContextHandler(
        handler -> {
          handler.setErrorHandler(new ServerErrors());
          handler.insertHandler(new ArrivalLimit(access.timeout()));
          handler.insertHandler(new SizeLimitHandler(access.maxRequestBytes(), -1));
        });
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool pool = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
    pool.setName("http");
    pool.setStopTimeout(STOP_LIMIT.toMillis());
    return pool;
  }
}
