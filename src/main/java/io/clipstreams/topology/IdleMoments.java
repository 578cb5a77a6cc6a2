package io.clipstreams.topology;

/** Tells a stream thread's tasks when the thread has nothing better to do than to commit. */
@FunctionalInterface
public interface IdleMoments {
  /**
   * Whether this is such a moment for the calling thread; said once for each. Something was
   * processed since the last one.
   */
  boolean take();

  /** There are none: only the commit interval counts. */
  static IdleMoments never() {
    return () -> false;
  }
}
