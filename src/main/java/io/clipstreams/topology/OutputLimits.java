package io.clipstreams.topology;

import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * How large a record of each topic may be.
 *
 * @param bytes by topic the largest record batch that the topic takes
 * @param defaultBytes for the others
 */
public record OutputLimits(Map<String, Integer> bytes, int defaultBytes) {
  /** The default of a broker's {@code message.max.bytes}. */
  public static final int BROKER_DEFAULT_BYTES = 1_048_588;

  /** What a batch and its one record cost beside key, value and headers, with room to spare. */
  private static final int BATCH_OVERHEAD = 128;

  private static final int HEADER_OVERHEAD = 10;

  public OutputLimits {
    bytes = Map.copyOf(bytes);
  }

  /** The broker's default for every topic. */
  public static OutputLimits brokerDefaults() {
    return new OutputLimits(Map.of(), BROKER_DEFAULT_BYTES);
  }

  /** The largest record batch that the topic takes. */
  public int of(String topic) {
    return bytes.getOrDefault(topic, defaultBytes);
  }

  /** An upper bound of a record's size in a batch of its own. */
  static long size(int keyBytes, long valueBytes, Headers headers) {
    long size = BATCH_OVERHEAD + keyBytes + valueBytes;
    for (Header header : headers) {
      // A UTF-16 unit takes three bytes of UTF-8 at most.
      size += HEADER_OVERHEAD + 3L * header.key().length();
      size += header.value() == null ? 0 : header.value().length;
    }
    return size;
  }
}
