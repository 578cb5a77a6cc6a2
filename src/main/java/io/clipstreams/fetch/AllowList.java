package io.clipstreams.fetch;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The prefixes under which URIs may be fetched. Compared after normalisation: scheme, host and port
 * as a whole, the path by whole segments, so that neither {@code ..} nor a host name that merely
 * begins like an allowed one leads out.
 */
public final class AllowList {
  private static final Set<String> SCHEMES = Set.of("file", "http", "https");

  private final List<URI> prefixes;

  /**
   * Reads the prefixes.
   *
   * @param prefixes such as {@code https://images.example.org/catalogue/} or {@code file:/data/}
   * @throws IllegalArgumentException if one is no absolute file:, http: or https: URI
   */
  public AllowList(List<String> prefixes) {
    this.prefixes = prefixes.stream().map(AllowList::prefix).toList();
  }

  /**
   * The URI in normal form.
   *
   * @throws ProcessingException FETCH_FORBIDDEN if it is not under an allowed prefix
   */
  public URI require(String text) throws ProcessingException {
    URI uri;
    try {
      uri = normalize(new URI(text));
    } catch (URISyntaxException | IllegalArgumentException malformed) {
      throw new ProcessingException(
          FailureCode.FETCH_FORBIDDEN,
          "'%s' is no URI that can be fetched: %s".formatted(text, malformed.getMessage()),
          malformed);
    }
    if (prefixes.stream().noneMatch(prefix -> covers(prefix, uri))) {
      throw new ProcessingException(
          FailureCode.FETCH_FORBIDDEN,
          prefixes.isEmpty()
              ? "'%s' may not be fetched: clip.image.uri.allow is empty".formatted(uri)
              : "'%s' is under none of the prefixes of clip.image.uri.allow".formatted(uri));
    }
    return uri;
  }

  /** The allowed prefixes of a scheme. */
  List<URI> prefixes(String scheme) {
    return prefixes.stream().filter(prefix -> prefix.getScheme().equals(scheme)).toList();
  }

  private static URI prefix(String text) {
    try {
      return normalize(new URI(text.strip()));
    } catch (URISyntaxException | IllegalArgumentException malformed) {
      throw new IllegalArgumentException(
          "'%s' in clip.image.uri.allow: %s".formatted(text, malformed.getMessage()), malformed);
    }
  }

  private static URI normalize(URI uri) throws URISyntaxException {
    String scheme =
        Optional.ofNullable(uri.getScheme()).map(name -> name.toLowerCase(Locale.ROOT)).orElse("");
    if (!SCHEMES.contains(scheme)) {
      throw new IllegalArgumentException("the scheme has to be file:, http: or https:");
    }
    if (uri.isOpaque() || uri.getRawPath() == null) {
      throw new IllegalArgumentException("it has no path from the root");
    }
    if (uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException("credentials in a URI are not allowed");
    }
    boolean local = scheme.equals("file");
    String host =
        Optional.ofNullable(uri.getHost()).map(name -> name.toLowerCase(Locale.ROOT)).orElse(null);
    if (local ? uri.getRawAuthority() != null && !uri.getRawAuthority().isEmpty() : host == null) {
      throw new IllegalArgumentException(local ? "a file: URI has no host" : "it has no host");
    }
    // The decoded path: an encoded dot segment is one all the same.
    String path =
        new URI(null, null, uri.getPath().isEmpty() ? "/" : uri.getPath(), null)
            .normalize()
            .getPath();
    if (!path.startsWith("/") || List.of(path.split("/", -1)).contains("..")) {
      throw new IllegalArgumentException("its path leads above the root");
    }
    if (path.indexOf('\\') >= 0 || path.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("its path has a backslash or a NUL");
    }
    return local
        ? new URI("file", null, path, null)
        : new URI(scheme, null, host, port(uri, scheme), path, uri.getQuery(), null);
  }

  private static int port(URI uri, String scheme) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return scheme.equals("https") ? 443 : 80;
  }

  private static boolean covers(URI prefix, URI uri) {
    return prefix.getScheme().equals(uri.getScheme())
        && String.valueOf(prefix.getHost()).equals(String.valueOf(uri.getHost()))
        && prefix.getPort() == uri.getPort()
        && coversPath(prefix.getPath(), uri.getPath());
  }

  private static boolean coversPath(String prefix, String path) {
    return path.equals(prefix) || path.startsWith(prefix.endsWith("/") ? prefix : prefix + "/");
  }
}
