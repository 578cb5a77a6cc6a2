package io.clipstreams.fetch;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which addresses may be connected to. A name must not lead into a network of one's own, whoever
 * answers for it, unless it is listed; an address that the allow list names is meant as it is
 * written.
 */
final class AddressPolicy {
  private static final String LOCALHOST = "localhost";

  private final Set<String> privateHosts;

  /**
   * @param privateHosts names that may have private or loopback addresses
   * @throws IllegalArgumentException if one is no host name
   */
  AddressPolicy(List<String> privateHosts) {
    this.privateHosts =
        privateHosts.stream().map(HostNames::normal).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Refuses a host if one of its addresses is refused: which of them is taken is not decided here.
   *
   * @param host in its normal form; it is the host of an allowed prefix
   */
  void require(String host, InetAddress[] addresses) throws AddressRefusedException {
    for (InetAddress address : addresses) {
      AddressKind kind = AddressKind.of(address);
      if (!allows(host, kind)) {
        throw new AddressRefusedException(host, address, kind);
      }
    }
  }

  private boolean allows(String host, AddressKind kind) {
    if (HostNames.isAddress(host)) {
      return true;
    }
    return switch (kind) {
      case PUBLIC -> true;
      case LOOPBACK -> host.equals(LOCALHOST) || privateHosts.contains(host);
      case PRIVATE -> privateHosts.contains(host);
      case LINK_LOCAL, RESERVED -> false;
    };
  }
}
