package io.clipstreams.inference;

import io.clipstreams.model.ClipModel;
import java.nio.FloatBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Pixel buffers that are used again: direct memory is dear to get, and given back late. As many are
 * kept as were ever in use at once.
 */
final class PixelBuffers {
  private final ClipModel model;
  private final int images;
  private final Queue<FloatBuffer> free = new ConcurrentLinkedQueue<>();

  /** Buffers for that many images each. */
  PixelBuffers(ClipModel model, int images) {
    this.model = model;
    this.images = images;
  }

  FloatBuffer take() {
    FloatBuffer buffer = free.poll();
    return buffer == null ? model.newPixelBuffer(images) : buffer;
  }

  void giveBack(FloatBuffer buffer) {
    free.add(buffer.clear());
  }
}
