package io.clipstreams.fetch;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/** Brings the host of a URI into one form, so that hosts can be compared as text. */
final class HostNames {
  private static final String OCTET = "(?:0|[1-9]\\d{0,2})";
  private static final Pattern DOTTED_QUAD = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");

  /** As RFC 3986's readers and the resolver of the C library would take it for an address. */
  private static final Pattern ENDS_IN_NUMBER =
      Pattern.compile("(?:.*\\.)?(?:\\d+|0[xX][0-9a-fA-F]*)");

  private HostNames() {}

  /**
   * The host in lower case without a last dot; an IPv6 address in its long form without brackets,
   * one that stands for an IPv4 address as that.
   *
   * @throws IllegalArgumentException if it is an address in a form that programs read differently
   */
  static String normal(String host) {
    if (host.startsWith("[")) {
      return ipv6(host.substring(1, host.length() - 1));
    }
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    if (ENDS_IN_NUMBER.matcher(name).matches() && !isIpv4(name)) {
      throw new IllegalArgumentException(
          "the host '%s' is a number; an address is written as in 192.0.2.1".formatted(host));
    }
    return name.toLowerCase(Locale.ROOT);
  }

  private static String ipv6(String literal) {
    if (literal.indexOf('%') >= 0) {
      throw new IllegalArgumentException("an address with a zone is not allowed");
    }
    return AddressKind.parse(literal).getHostAddress();
  }

  /** As it stands in a URI: an IPv6 address in brackets. */
  static String inUri(String host) {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  /** Whether a host in its normal form is an address, not a name. */
  static boolean isAddress(String host) {
    return host.indexOf(':') >= 0 || isIpv4(host);
  }

  private static boolean isIpv4(String host) {
    if (!DOTTED_QUAD.matcher(host).matches()) {
      return false;
    }
    InetAddress address = AddressKind.parse(host);
    return address instanceof Inet4Address && address.getHostAddress().equals(host);
  }
}
