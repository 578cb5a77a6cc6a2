package io.clipstreams.web;

import io.javalin.config.JavalinConfig;
import java.util.function.Supplier;

/**
 * {@code /metrics}, in Prometheus's text format.
 *
 * @param scrape all meters as they are now
 */
public record MetricsRoutes(Supplier<String> scrape) implements Routes {
  @Override
  public void addTo(JavalinConfig config) {
    config.routes.get(
        "/metrics",
        context ->
            context
                .contentType("text/plain; version=0.0.4; charset=utf-8")
                .header("Cache-Control", "no-store")
                .result(scrape.get()));
  }
}
