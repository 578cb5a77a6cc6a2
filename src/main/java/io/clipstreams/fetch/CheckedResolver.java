package io.clipstreams.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Looks a host up for the HTTP client, which connects to what is returned here and asks nobody
 * else. So an answer that changes after the check (DNS rebinding) leads nowhere.
 */
final class CheckedResolver implements DnsResolver {
  private final NameLookup lookup;
  private final AddressPolicy policy;

  CheckedResolver(NameLookup lookup, AddressPolicy policy) {
    this.lookup = lookup;
    this.policy = policy;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = lookup.addresses(host);
    policy.require(HostNames.normal(host.indexOf(':') >= 0 ? "[" + host + "]" : host), addresses);
    return addresses;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }
}
