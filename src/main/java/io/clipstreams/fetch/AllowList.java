package io.clipstreams.fetch;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The prefixes under which URIs may be fetched. Compared after normalisation: scheme, host and port
 * as a whole, the path by whole segments, so that neither {@code ..} nor a host name that merely
 * begins like an allowed one leads out.
 */
public final class AllowList {
  private static final Set<String> SCHEMES = Set.of("file", "http", "https");

  private static final Pattern ENCODED_TWICE = Pattern.compile("(?i)%(?:2e|2f|5c|00)");
  private static final Pattern CREDENTIALS = Pattern.compile("//[^/@]*@");

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
   * @param maxLength its most characters
   * @throws ProcessingException FETCH_FORBIDDEN if it is longer, or not under an allowed prefix
   */
  URI require(String text, int maxLength) throws ProcessingException {
    if (text.length() > maxLength) {
      throw new ProcessingException(
          FailureCode.FETCH_FORBIDDEN,
          "a URI of %d characters; the limit is %d (clip.image.uri.max.length)"
              .formatted(text.length(), maxLength));
    }
    URI uri;
    try {
      uri = normalize(new URI(text));
    } catch (URISyntaxException | IllegalArgumentException malformed) {
      throw new ProcessingException(
          FailureCode.FETCH_FORBIDDEN,
          "'%s' is no URI that can be fetched: %s".formatted(shown(text), reason(malformed)),
          malformed);
    }
    if (prefixes.stream().noneMatch(prefix -> covers(prefix, uri))) {
      throw new ProcessingException(
          FailureCode.FETCH_FORBIDDEN,
          prefixes.isEmpty()
              ? "'%s' may not be fetched: clip.image.uri.allow is empty"
                  .formatted(FetchFailures.show(uri))
              : "'%s' is under none of the prefixes of clip.image.uri.allow"
                  .formatted(FetchFailures.show(uri)));
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
    String path = path(uri);
    return scheme.equals("file")
        ? localFile(uri, path)
        : URI.create(scheme + "://" + authority(uri, scheme) + encoded(path) + query(uri));
  }

  private static URI localFile(URI uri, String path) throws URISyntaxException {
    if (uri.getRawAuthority() != null && !uri.getRawAuthority().isEmpty()) {
      throw new IllegalArgumentException("a file: URI has no host");
    }
    return new URI("file", null, path, null);
  }

  /** The decoded path: an encoded dot segment is one all the same. */
  private static String path(URI uri) throws URISyntaxException {
    // Two slashes would begin a host.
    String decoded = uri.getPath().replaceFirst("^/*", "/");
    String path = new URI(null, null, decoded, null).normalize().getPath();
    if (!path.startsWith("/") || List.of(path.split("/", -1)).contains("..")) {
      throw new IllegalArgumentException("its path leads above the root");
    }
    if (path.indexOf('\\') >= 0 || path.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("its path has a backslash or a NUL");
    }
    if (ENCODED_TWICE.matcher(path).find()) {
      throw new IllegalArgumentException("its path has separators or dots that are encoded twice");
    }
    return path;
  }

  private static String encoded(String path) throws URISyntaxException {
    return new URI(null, null, path, null).getRawPath();
  }

  /** As it is: decoding it could change what a signature covers. */
  private static String query(URI uri) {
    return uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
  }

  /** Host and port; the scheme's own port is left out. */
  private static String authority(URI uri, String scheme) {
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("it has no host that a name or an address could be");
    }
    String host = HostNames.inUri(HostNames.normal(uri.getHost()));
    boolean usual = uri.getPort() < 0 || uri.getPort() == (scheme.equals("https") ? 443 : 80);
    return usual ? host : host + ":" + uri.getPort();
  }

  private static String shown(String text) {
    int query = text.indexOf('?');
    String shown = query < 0 ? text : text.substring(0, query) + "?…";
    return CREDENTIALS.matcher(shown).replaceFirst("//…@");
  }

  /** A syntax error's message repeats the whole input. */
  private static String reason(Exception malformed) {
    return malformed instanceof URISyntaxException syntax
        ? syntax.getReason()
        : malformed.getMessage();
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
