package io.clipstreams.web;

import io.javalin.config.JavalinConfig;
import io.javalin.http.staticfiles.Location;

/** The page at {@code /} and its files, from the class path's {@code web} directory. */
public record PageRoutes() implements Routes {
  private static final String DIRECTORY = "/web";

  @Override
  public void addTo(JavalinConfig config) {
    config.staticFiles.add(DIRECTORY, Location.CLASSPATH);
  }
}
