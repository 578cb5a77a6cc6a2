package io.clipstreams.model;

import ai.djl.engine.Engine;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * DJL's ONNX Runtime engine. It makes the process's only {@code OrtEnvironment}, with options that
 * cannot be set later: whoever touches ONNX Runtime directly has to start this first.
 *
 * <p>ONNX Runtime frees that environment in a shutdown hook, whatever still runs in it, and the
 * process dies of that. So all work in it is done within {@link #use}, and who ends the process
 * calls {@link #stop} first.
 */
public final class OnnxEngine {
  /** The engine's name in DJL. */
  public static final String NAME = "OnnxRuntime";

  /** Shared by those who use it; whoever ends the process takes it and never gives it back. */
  private static final ReentrantReadWriteLock ENVIRONMENT = new ReentrantReadWriteLock();

  private OnnxEngine() {}

  /** Something that ONNX Runtime does. */
  @FunctionalInterface
  public interface Use<T, E extends Exception> {
    /** Does it. */
    T run() throws E;
  }

  /**
   * Does something in ONNX Runtime's environment. Once {@link #stop} was called it never returns:
   * the process is about to end.
   */
  public static <T, E extends Exception> T use(Use<T, E> use) throws E {
    ENVIRONMENT.readLock().lock();
    try {
      return use.run();
    } finally {
      ENVIRONMENT.readLock().unlock();
    }
  }

  /** Frees something of ONNX Runtime's, unless the process is about to end, which frees all. */
  static void free(Runnable close) {
    if (ENVIRONMENT.readLock().tryLock()) {
      try {
        close.run();
      } finally {
        ENVIRONMENT.readLock().unlock();
      }
    }
  }

  /**
   * Waits for what is done in ONNX Runtime's environment, and lets nothing begin any more. For who
   * ends the process right after it.
   *
   * @param limit how long to wait
   * @return whether all of it has ended
   */
  public static boolean stop(Duration limit) throws InterruptedException {
    return ENVIRONMENT.writeLock().tryLock(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Starts the engine, unless it runs already. Safe for use by several threads. */
  public static synchronized Engine start() {
    // DJL reports its use over the network and looks for libraries there unless told otherwise.
    setUnlessSet("OPT_OUT_TRACKING", "true");
    setUnlessSet("ai.djl.offline", "true");
    return Engine.getEngine(NAME);
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
