package io.clipstreams.local;

/**
 * Where everything can be reached.
 *
 * @param kafka HOST:PORT
 * @param registry the registry's base URL
 * @param http the base URL of page and API
 */
public record Endpoints(String kafka, String registry, String http) {
  /** The line that tells a program, or a person, that all parts are up; its form is fixed. */
  public String readyLine() {
    return "READY kafka=%s registry=%s http=%s".formatted(kafka, registry, http);
  }
}
