package io.clipstreams.local;

import io.clipstreams.model.OnnxEngine;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of the process by a signal: while no model runs, and with the signal's exit code. */
public final class ProcessEnd {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessEnd.class);

  /** What a shell reports of a process that a signal has ended. */
  private static final int ENDED_BY_SIGNAL = 128;

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private ProcessEnd() {}

  /** Lets signals end the process so, for commands that have nothing to close before. */
  public static void bySignals() {
    Signals.take((name, signal) -> now(signal, true));
  }

  /**
   * Ends it.
   *
   * @param signal the signal's number
   * @param orderly whether all that had to be closed is; otherwise shutdown hooks do not run, since
   *     those of libraries would take away what is still in use
   */
  static void now(int signal, boolean orderly) {
    if (orderly && modelsAreIdle()) {
      System.exit(ENDED_BY_SIGNAL + signal);
    } else {
      Runtime.getRuntime().halt(ENDED_BY_SIGNAL + signal);
    }
  }

  private static boolean modelsAreIdle() {
    try {
      return OnnxEngine.stop(LIMIT);
    } catch (InterruptedException interrupted) {
      LOG.debug("Interrupted while the process ends", interrupted);
      return false;
    }
  }
}
