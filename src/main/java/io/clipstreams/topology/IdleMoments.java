package io.clipstreams.topology;

import java.time.Duration;
import java.util.Optional;

/** Tells a stream thread's tasks when the thread has nothing better to do than to commit. */
public interface IdleMoments {
  /**
   * Whether this is such a moment for the calling thread; said once for each. Something was
   * processed since the last one.
   */
  boolean take();

  /**
   * In how long it is worth while to ask for one, while there is something to commit; empty if
   * there is nothing.
   */
  Optional<Duration> next();
}
