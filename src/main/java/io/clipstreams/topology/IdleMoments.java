package io.clipstreams.topology;

/** Tells a stream thread's tasks when the thread has nothing better to do than to commit. */
public interface IdleMoments {
  /**
   * Whether this is such a moment for the calling thread; said once for each. Something was
   * processed since the last one.
   */
  boolean take();

  /**
   * Whether one may come soon: there is something to commit, and not so much more to do that the
   * commit interval ends before.
   */
  boolean mayCome();

  /** There are none: only the commit interval counts. */
  static IdleMoments never() {
    return new IdleMoments() {
      @Override
      public boolean take() {
        return false;
      }

      @Override
      public boolean mayCome() {
        return false;
      }
    };
  }
}
