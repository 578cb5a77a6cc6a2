package io.clipstreams.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Finds the addresses of a host, as {@link InetAddress#getAllByName} does. */
@FunctionalInterface
interface NameLookup {
  /** All addresses of a host, at least one. */
  InetAddress[] addresses(String host) throws UnknownHostException;
}
