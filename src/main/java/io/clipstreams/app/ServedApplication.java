package io.clipstreams.app;

import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.HttpConfig;
import io.clipstreams.web.AccessToken;
import io.clipstreams.web.HealthChecks;
import io.clipstreams.web.HealthRoutes;
import io.clipstreams.web.HttpAccess;
import io.clipstreams.web.HttpServer;
import io.clipstreams.web.MetricsRoutes;
import io.clipstreams.web.PageRoutes;
import io.clipstreams.web.Routes;
import io.clipstreams.web.TopologyRoutes;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;

/**
 * The stream and the HTTP server that tells how it is.
 *
 * @param application the stream
 * @param http the server
 * @param alerts takes decisions about alerts
 * @param index what was published, to be searched; empty where it is turned off
 * @param api what the API's routes ask
 */
public record ServedApplication(
    Application application,
    HttpServer http,
    AlertDesk alerts,
    Optional<OutputIndex> index,
    HttpApi api)
    implements AutoCloseable {
  /**
   * Starts both.
   *
   * @param config the configuration
   * @param model embeds; not closed with the application
   * @throws ConfigException if others could reach the server and nothing is said of who may
   */
  public static ServedApplication start(ClipConfig config, EmbeddingModel model) {
    HttpAccess access = access(config);
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Application application = Application.start(config, model, meters);
    AlertDesk alerts = AlertDesk.open(config, application);
    Optional<OutputIndex> index = Optional.empty();
    Optional<HttpApi> api = Optional.empty();
    try {
      index = OutputIndex.start(config, model, meters);
      api = Optional.of(HttpApi.open(config, application, model, index, meters));
      HealthChecks live =
          new HealthChecks(
              List.of(
                  new HealthChecks.Check("stream", application::live),
                  new HealthChecks.Check("progress", application::progresses),
                  new HealthChecks.Check("model", application::embeds)));
      HealthChecks ready =
          new HealthChecks(
              List.of(
                  new HealthChecks.Check("stream", application::running),
                  new HealthChecks.Check("registry", application::registryReachable)));
      HttpServer http =
          HttpServer.start(
              access,
              config.http().port(),
              routes(
                  new HealthRoutes(live, ready),
                  new MetricsRoutes(meters::scrape),
                  new TopologyRoutes(application::describe),
                  api.get().routes(alerts)));
      return new ServedApplication(application, http, alerts, index, api.get());
    } catch (RuntimeException failure) {
      api.ifPresent(HttpApi::close);
      index.ifPresent(OutputIndex::close);
      alerts.close();
      application.close();
      throw failure;
    }
  }

  private static List<Routes> routes(
      HealthRoutes health, MetricsRoutes metrics, TopologyRoutes topology, List<Routes> api) {
    List<Routes> routes = new ArrayList<>(List.of(health, metrics, topology));
    routes.addAll(api);
    routes.add(new PageRoutes());
    return routes;
  }

  /**
   * Makes sure that HTTP may be served as configured, before anything is started.
   *
   * @throws ConfigException if others could reach the server and nothing is said of who may
   */
  public static void requireGuarded(ClipConfig config) {
    access(config);
  }

  private static HttpAccess access(ClipConfig config) {
    HttpConfig http = config.http();
    try {
      return new HttpAccess(
          http.host(),
          http.token().map(AccessToken::new),
          http.insecure(),
          http.hosts(),
          http.cors(),
          http.metricsOpen(),
          http.requestMaxBytes().bytes(),
          http.requestTimeout());
    } catch (IllegalArgumentException refused) {
      ConfigException named = new ConfigException(refused.getMessage());
      named.initCause(refused);
      throw named;
    }
  }

  @Override
  public void close() {
    application.pause();
    api.disconnect();
    http.close();
    api.close();
    index.ifPresent(OutputIndex::close);
    alerts.close();
    application.close();
  }
}
