package io.clipstreams.web;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The names under which this server is asked. A page of another site may have its own name lead
 * here (DNS rebinding); its requests then carry that name.
 */
final class KnownHosts {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(?:\\.\\d{1,3}){3}|\\[(?:0*:)*:?0*1]");
  private static final String ANY = "*";

  private final List<String> listed;

  /**
   * @param listed names or addresses without port that are known beside loopback ones; {@code *}
   *     for all
   */
  KnownHosts(List<String> listed) {
    this.listed = listed.stream().map(KnownHosts::normal).toList();
  }

  /** Whether an address to listen on is this machine's alone. */
  static boolean isLoopback(String host) {
    return LOOPBACK.matcher(normal(host)).matches();
  }

  /** Whether a Host header names this server. */
  boolean knowsHost(String header) {
    return authority(header).filter(this::knows).isPresent();
  }

  /** Whether a page of this origin is this server's. */
  boolean knowsOrigin(String origin) {
    try {
      URI uri = new URI(origin);
      boolean web =
          "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
      return web && uri.getHost() != null && knows(uri.getHost());
    } catch (URISyntaxException noOrigin) {
      return false;
    }
  }

  private static Optional<String> authority(String header) {
    try {
      URI uri = new URI("http://" + header);
      boolean bare = uri.getRawUserInfo() == null && uri.getRawPath().isEmpty();
      return bare ? Optional.ofNullable(uri.getHost()) : Optional.empty();
    } catch (URISyntaxException noHost) {
      return Optional.empty();
    }
  }

  private boolean knows(String host) {
    return isLoopback(host) || listed.contains(ANY) || listed.contains(normal(host));
  }

  private static String normal(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    if (name.indexOf(':') >= 0 && !name.startsWith("[")) {
      return "[" + name + "]";
    }
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }
}
