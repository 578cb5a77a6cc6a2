package io.clipstreams.fetch;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * What an address leads to, by IANA's registries of special-purpose addresses (RFC 6890). IPv6 is
 * public only within 2000::/3, so that a block not known here is refused.
 */
enum AddressKind {
  /** Anywhere on the Internet. */
  PUBLIC,
  /** This machine. */
  LOOPBACK,
  /** A network of one's own: RFC 1918, RFC 6598 (shared by carriers), RFC 4193. */
  PRIVATE,
  /** The link, where clouds serve a machine's credentials. */
  LINK_LOCAL,
  /** Multicast, unspecified, documentation, tunnels, and whatever else no server has. */
  RESERVED;

  private static final int IPV4_BYTES = 4;

  /** The kind of an address. */
  static AddressKind of(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address ? ofIpv4(bytes) : ofIpv6(address, bytes);
  }

  private static AddressKind ofIpv4(byte[] bytes) {
    int first = bytes[0] & 0xFF;
    int second = bytes[1] & 0xFF;
    int third = bytes[2] & 0xFF;
    if (first == 127) {
      return LOOPBACK;
    }
    if (first == 10
        || (first == 172 && second >= 16 && second < 32)
        || (first == 192 && second == 168)
        || (first == 100 && second >= 64 && second < 128)) {
      return PRIVATE;
    }
    if (first == 169 && second == 254) {
      return LINK_LOCAL;
    }
    boolean assignments = first == 192 && second == 0 && (third == 0 || third == 2);
    boolean relays = first == 192 && second == 88 && third == 99;
    boolean benchmarks = first == 198 && (second == 18 || second == 19);
    boolean documentation =
        (first == 198 && second == 51 && third == 100)
            || (first == 203 && second == 0 && third == 113);
    boolean special = assignments || relays || benchmarks || documentation;
    return first == 0 || first >= 224 || special ? RESERVED : PUBLIC;
  }

  private static AddressKind ofIpv6(InetAddress address, byte[] bytes) {
    if (address.isLoopbackAddress()) {
      return LOOPBACK;
    }
    if (address.isLinkLocalAddress()) {
      return LINK_LOCAL;
    }
    boolean uniqueLocal = (bytes[0] & 0xFE) == 0xFC;
    if (uniqueLocal || address.isSiteLocalAddress()) {
      return PRIVATE;
    }
    if (startsWith(bytes, 0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0)) {
      // A translator (RFC 6052) leads to the IPv4 address within.
      return ofIpv4(Arrays.copyOfRange(bytes, bytes.length - IPV4_BYTES, bytes.length));
    }
    boolean tunnel = startsWith(bytes, 0x20, 0x02);
    // 2001::/23: Teredo's tunnels, benchmarks, identifiers that are no addresses.
    boolean assignments = startsWith(bytes, 0x20, 0x01) && (bytes[2] & 0xFE) == 0;
    boolean documentation =
        startsWith(bytes, 0x20, 0x01, 0x0D, 0xB8) || startsWith(bytes, 0x3F, 0xFF);
    boolean global = (bytes[0] & 0xE0) == 0x20;
    return global && !tunnel && !assignments && !documentation ? PUBLIC : RESERVED;
  }

  private static boolean startsWith(byte[] bytes, int... prefix) {
    for (int i = 0; i < prefix.length; i++) {
      if ((bytes[i] & 0xFF) != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * The address that a literal writes; no name is looked up.
   *
   * @throws IllegalArgumentException if it writes none
   */
  static InetAddress parse(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException noAddress) {
      throw new IllegalArgumentException("'" + literal + "' is no IP address", noAddress);
    }
  }
}
