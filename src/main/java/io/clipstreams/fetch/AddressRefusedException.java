package io.clipstreams.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;

/** A name leads to an address that may not be connected to. */
final class AddressRefusedException extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  AddressRefusedException(String host, InetAddress address, AddressKind kind) {
    super(
        "'%s' has the %s address %s; %s"
            .formatted(
                host,
                kind.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                address.getHostAddress(),
                remedy(kind)));
  }

  private static String remedy(AddressKind kind) {
    return switch (kind) {
      case LOOPBACK, PRIVATE -> "list the host in clip.image.uri.private.hosts if that is meant";
      case PUBLIC, LINK_LOCAL, RESERVED ->
          "only an address that stands in clip.image.uri.allow itself may be of that kind";
    };
  }
}
