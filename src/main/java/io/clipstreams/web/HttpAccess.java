package io.clipstreams.web;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Who may ask, and how much.
 *
 * @param host the address to listen on, 0.0.0.0 for all
 * @param token what clients have to present; without one everybody is let in
 * @param insecure whether everybody is to be let in on an address that others can reach
 * @param hosts names under which this server is asked, beside loopback ones; {@code *} for all
 * @param origins of other sites whose pages may read answers (CORS), such as {@code
 *     https://app.example.org}
 * @param openMetrics whether {@code /metrics} needs no token
 * @param maxRequestBytes the largest body of a request
 * @param timeout for a request to arrive, and for a connection on which nothing comes
 */
public record HttpAccess(
    String host,
    Optional<AccessToken> token,
    boolean insecure,
    List<String> hosts,
    List<String> origins,
    boolean openMetrics,
    long maxRequestBytes,
    Duration timeout) {
  private static final long SMALL_REQUEST = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * @throws IllegalArgumentException if others can reach the address and nothing is said of who may
   */
  public HttpAccess {
    Objects.requireNonNull(token, "token");
    Objects.requireNonNull(timeout, "timeout");
    hosts = List.copyOf(hosts);
    origins = List.copyOf(origins);
    if (!KnownHosts.isLoopback(host) && token.isEmpty() && !insecure) {
      throw new IllegalArgumentException(
          ("clip.http.host is %s, which other machines can reach: set clip.http.token to a secret that"
                  + " clients present, or clip.http.insecure=true to let everybody in")
              .formatted(host));
    }
  }

  /** No token, small requests; on a loopback address only. */
  public static HttpAccess local(String host) {
    return new HttpAccess(
        host, Optional.empty(), false, List.of(), List.of(), false, SMALL_REQUEST, PATIENCE);
  }
}
