package io.clipstreams.model.image.codec;

import javax.imageio.stream.ImageInputStreamImpl;

/** Bytes in memory as ImageIO's input, which knows whether its reader wanted more than there is. */
final class MemoryInput extends ImageInputStreamImpl {
  private final byte[] bytes;
  private final int end;
  private boolean overrun;

  MemoryInput(byte[] bytes, int length) {
    this.bytes = bytes;
    this.end = length;
  }

  /** Whether a byte was asked for beyond the end. */
  boolean overrun() {
    return overrun;
  }

  @Override
  public int read() {
    bitOffset = 0;
    if (streamPos >= end) {
      overrun = true;
      return -1;
    }
    return bytes[(int) streamPos++] & 255;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    if (streamPos >= end) {
      overrun = true;
      return -1;
    }
    int count = (int) Math.min(length, end - streamPos);
    System.arraycopy(bytes, (int) streamPos, target, offset, count);
    streamPos += count;
    return count;
  }

  @Override
  public long length() {
    return end;
  }
}
