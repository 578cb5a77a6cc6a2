package io.clipstreams.scoring;

/**
 * A hash that is the same on every machine and run: FNV-1a over the text's UTF-16 units, stirred
 * with the seed by SplitMix64's finalizer. Not for secrets.
 */
public final class SeededHash {
  private static final long OFFSET = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private SeededHash() {}

  /** The text's hash; all 64 bits are well spread. */
  public static long of(long seed, String text) {
    long hash = OFFSET;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * PRIME;
    }
    return stirred(hash + stirred(seed));
  }

  private static long stirred(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
