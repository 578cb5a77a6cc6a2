package io.clipstreams.fetch;

import io.clipstreams.failure.ProcessingException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Objects;

/** Fetches {@code file:}, {@code http:} and {@code https:} URIs of an allow list, within limits. */
public final class UriFetcher implements ContentFetcher, AutoCloseable {
  private final AllowList allowed;
  private final FetchLimits limits;
  private final AllowedFiles files;
  private final WebDownloads downloads;

  /**
   * A fetcher.
   *
   * @param allowed what may be fetched
   * @param privateHosts names that may have private or loopback addresses; any other that leads to
   *     one is refused
   * @param limits what a fetch may take
   * @throws IllegalArgumentException if one of the hosts is no host name
   */
  public UriFetcher(AllowList allowed, List<String> privateHosts, FetchLimits limits) {
    this(allowed, privateHosts, limits, InetAddress::getAllByName);
  }

  UriFetcher(AllowList allowed, List<String> privateHosts, FetchLimits limits, NameLookup lookup) {
    this.allowed = Objects.requireNonNull(allowed, "allowed");
    this.limits = Objects.requireNonNull(limits, "limits");
    this.files = new AllowedFiles(allowed, limits.bytes());
    this.downloads =
        new WebDownloads(
            allowed, new CheckedResolver(lookup, new AddressPolicy(privateHosts)), limits);
  }

  @Override
  public byte[] fetch(String text) throws ProcessingException {
    URI uri = allowed.require(text, limits.uriLength());
    return uri.getScheme().equals("file") ? files.read(uri) : downloads.fetch(uri);
  }

  /** Ends downloads and connections. */
  @Override
  public void close() {
    downloads.close();
  }
}
