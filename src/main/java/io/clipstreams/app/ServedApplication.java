package io.clipstreams.app;

import io.clipstreams.config.ClipConfig;
import io.clipstreams.web.AlertRoutes;
import io.clipstreams.web.HealthChecks;
import io.clipstreams.web.HealthRoutes;
import io.clipstreams.web.HttpServer;
import io.clipstreams.web.PageRoutes;
import io.clipstreams.web.TopologyRoutes;
import java.util.List;

/**
 * The stream and the HTTP server that tells how it is.
 *
 * @param application the stream
 * @param http the server
 * @param alerts takes decisions about alerts
 */
public record ServedApplication(Application application, HttpServer http, AlertDesk alerts)
    implements AutoCloseable {
  /**
   * Starts both.
   *
   * @param config the configuration
   * @param model embeds; not closed with the application
   */
  public static ServedApplication start(ClipConfig config, EmbeddingModel model) {
    Application application = Application.start(config, model);
    AlertDesk alerts = AlertDesk.open(config, application);
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
                  new AlertRoutes(alerts::accept),
                  new PageRoutes()));
      return new ServedApplication(application, http, alerts);
    } catch (RuntimeException failure) {
      alerts.close();
      application.close();
      throw failure;
    }
  }

  @Override
  public void close() {
    http.close();
    alerts.close();
    application.close();
  }
}
