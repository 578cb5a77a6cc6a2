package io.clipstreams.web;

import io.javalin.config.JavalinConfig;
import java.util.function.Supplier;

/**
 * {@code /topology}: the stream's processors, stores and topics as text.
 *
 * @param description the text
 */
public record TopologyRoutes(Supplier<String> description) implements Routes {
  @Override
  public void addTo(JavalinConfig config) {
    config.routes.get(
        "/topology",
        context -> context.contentType("text/plain; charset=utf-8").result(description.get()));
  }
}
