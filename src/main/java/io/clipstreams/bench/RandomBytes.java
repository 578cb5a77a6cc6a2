package io.clipstreams.bench;

import java.nio.ByteBuffer;
import java.util.Random;

/** Contents of a fixed size that no compression shrinks and no two of which are alike. Seeded. */
final class RandomBytes {
  private final byte[] block;

  RandomBytes(int size, long seed) {
    block = new byte[size];
    new Random(seed).nextBytes(block);
  }

  /** The content of a number: cheap to make, since whoever makes it shares the cores. */
  byte[] content(int number) {
    byte[] content = block.clone();
    ByteBuffer.wrap(content).putInt(number);
    return content;
  }
}
