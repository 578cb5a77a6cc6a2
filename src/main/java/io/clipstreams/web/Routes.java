package io.clipstreams.web;

import io.javalin.config.JavalinConfig;

/** Some of the server's routes; one class a subject. */
@FunctionalInterface
public interface Routes {
  /** Adds the routes, with their error handlers and files, before the server starts. */
  void addTo(JavalinConfig config);
}
