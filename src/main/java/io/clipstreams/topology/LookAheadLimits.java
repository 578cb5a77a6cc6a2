package io.clipstreams.topology;

/**
 * How much may be under way before its turn. Images and captions have half each, so that neither
 * keeps the other out.
 *
 * @param bytes of raw values
 * @param records at most
 */
public record LookAheadLimits(long bytes, int records) {
  public LookAheadLimits {
    if (bytes < 1 || records < 2) {
      throw new IllegalArgumentException(
          "a look-ahead of %d bytes and %d records: 1 byte and 2 records are the least"
              .formatted(bytes, records));
    }
  }
}
