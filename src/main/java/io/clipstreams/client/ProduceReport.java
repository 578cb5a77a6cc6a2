package io.clipstreams.client;

import java.util.ArrayList;
import java.util.List;

/**
 * What became of what was to be produced. Safe for use by several threads: brokers answer on
 * another than the one that sends.
 */
public final class ProduceReport {
  private final List<String> refused = new ArrayList<>();
  private long sent;
  private long bytes;

  synchronized void sent(long valueBytes) {
    sent++;
    bytes += valueBytes;
  }

  synchronized void refused(String reason) {
    refused.add(reason);
  }

  /** How many records the broker has acknowledged. */
  public synchronized long sent() {
    return sent;
  }

  /** The bytes of their values. */
  public synchronized long bytes() {
    return bytes;
  }

  /** What was not sent: which item, why, and the remedy. */
  public synchronized List<String> refused() {
    return List.copyOf(refused);
  }
}
