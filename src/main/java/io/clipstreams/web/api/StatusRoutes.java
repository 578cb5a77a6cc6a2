package io.clipstreams.web.api;

import io.clipstreams.web.Routes;
import io.javalin.config.JavalinConfig;
import java.util.function.Supplier;

/**
 * {@code GET /api/v1/status}: how the application is.
 *
 * @param status as it is now
 */
public record StatusRoutes(Supplier<StatusView> status) implements Routes {
  @Override
  public void addTo(JavalinConfig config) {
    config.routes.get(
        "/api/v1/status",
        context -> {
          context.header("Cache-Control", "no-store");
          ApiJson.answer(context, status.get());
        });
  }
}
