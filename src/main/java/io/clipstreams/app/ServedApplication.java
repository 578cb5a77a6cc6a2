package io.clipstreams.app;

import io.clipstreams.config.ClipConfig;
import io.clipstreams.web.HealthChecks;
import io.clipstreams.web.HealthRoutes;
import io.clipstreams.web.HttpServer;
import io.clipstreams.web.PageRoutes;
import io.clipstreams.web.TopologyRoutes;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;

/**
 * The stream and the HTTP server that tells how it is.
 *
 * @param application the stream
 * @param http the server
 */
public record ServedApplication(Application application, HttpServer http) implements AutoCloseable {
  /**
   * Starts both.
   *
   * @param config the configuration
   * @param model embeds; not closed with the application
   */
  public static ServedApplication start(ClipConfig config, EmbeddingModel model) {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Application application = Application.start(config, model, meters);
    try {
      HealthChecks live =
          new HealthChecks(List.of(new HealthChecks.Check("stream", application::live)));
      HealthChecks ready =
          new HealthChecks(
              List.of(
                  new HealthChecks.Check("stream", application::running),
                  new HealthChecks.Check("registry", application::registryAnswers)));
      HttpServer http =
          HttpServer.start(
              config.http().host(),
              config.http().port(),
              List.of(
                  new HealthRoutes(live, ready),
                  new TopologyRoutes(application::describe),
                  new PageRoutes()));
      return new ServedApplication(application, http);
    } catch (RuntimeException failure) {
      application.close();
      throw failure;
    }
  }

  @Override
  public void close() {
    http.close();
    application.close();
  }
}
