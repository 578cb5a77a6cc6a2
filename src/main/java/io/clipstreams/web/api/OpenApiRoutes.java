package io.clipstreams.web.api;

import io.clipstreams.web.Routes;
import io.javalin.config.JavalinConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** {@code GET /openapi.json}: the API's description, OpenAPI 3.1. */
public record OpenApiRoutes() implements Routes {
  private static final String RESOURCE = "/openapi.json";

  @Override
  public void addTo(JavalinConfig config) {
    byte[] document = document();
    config.routes.get(
        RESOURCE, context -> context.contentType("application/json").result(document));
  }

  private static byte[] document() {
    try (InputStream resource = OpenApiRoutes.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new IllegalStateException(RESOURCE + " is not on the class path");
      }
      return resource.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(RESOURCE + " cannot be read", unreadable);
    }
  }
}
