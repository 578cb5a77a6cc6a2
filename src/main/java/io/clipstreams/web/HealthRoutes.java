package io.clipstreams.web;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;

/**
 * {@code /health/live} and {@code /health/ready}: 200 when all checks pass, else 503.
 *
 * @param live false when only a restart helps
 * @param ready false while records are not processed
 */
public record HealthRoutes(HealthChecks live, HealthChecks ready) implements Routes {
  @Override
  public void addTo(JavalinConfig config) {
    config.routes.get("/health/live", context -> answer(context, live));
    config.routes.get("/health/ready", context -> answer(context, ready));
  }

  private static void answer(Context context, HealthChecks checks) {
    Health health = checks.ask();
    context
        .status(
            health.status() == Health.Status.UP ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
        .header("Cache-Control", "no-store")
        .json(health);
  }
}
