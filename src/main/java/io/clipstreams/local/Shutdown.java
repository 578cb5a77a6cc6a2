package io.clipstreams.local;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes parts in the reverse order of their start, once: when asked to, or when the process is
 * told to end (SIGTERM, SIGINT). Nothing else ends before all of them are closed.
 *
 * <pre>{@code
 * try (Shutdown shutdown = Shutdown.atExit()) {
 *   LocalStack stack = shutdown.add("local stack", LocalStack.start(settings));
 *   Application application = shutdown.add("application", Application.start(stack));
 *   application.awaitEnd();
 * }
 * }</pre>
 */
public final class Shutdown implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

  private final Deque<Part> parts = new ArrayDeque<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean signalled;
  private boolean complete = true;

  private record Part(String name, AutoCloseable resource) {}

  private Shutdown() {}

  /** One that closes its parts at the latest when the process ends. */
  public static Shutdown atExit() {
    Shutdown shutdown = new Shutdown();
    Signals.take(shutdown::end);
    // For whatever ends the process otherwise.
    Runtime.getRuntime().addShutdownHook(new Thread(shutdown::closeParts, "shutdown"));
    return shutdown;
  }

  /**
   * Takes over the closing of a part that has started.
   *
   * @param name for the log
   * @throws IllegalStateException when everything is closed already; the part is closed then, too
   */
  public synchronized <T extends AutoCloseable> T add(String name, T part) {
    if (isClosed()) {
      close(new Part(name, part));
      throw new IllegalStateException("ended while " + name + " started");
    }
    parts.push(new Part(name, part));
    return part;
  }

  /** Waits until everything is closed. */
  public void await() throws InterruptedException {
    closed.await();
  }

  /**
   * Closes everything that is not closed yet; a part that fails to does not hold up the others.
   * Does not return if a signal ends the process: its exit code is the signal's then.
   */
  @Override
  public void close() {
    closeParts();
    if (signalled) {
      awaitTheEnd();
    }
  }

  private static void awaitTheEnd() {
    CountDownLatch never = new CountDownLatch(1);
    while (true) {
      try {
        never.await();
      } catch (InterruptedException goOn) {
        LOG.debug("Interrupted while the process ends", goOn);
      }
    }
  }

  private void end(String name, int signal) {
    signalled = true;
    LOG.info("{}: ending", name);
    ProcessEnd.now(signal, closeParts());
  }

  /** Says whether all of them did. */
  private synchronized boolean closeParts() {
    while (!parts.isEmpty()) {
      close(parts.pop());
    }
    closed.countDown();
    return complete;
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void close(Part part) {
    LOG.debug("Closing {}", part.name());
    try {
      part.resource().close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      complete = false;
      LOG.error("Interrupted while {} closed", part.name(), e);
    } catch (Exception e) {
      complete = false;
      LOG.error("{} did not close", part.name(), e);
    }
  }
}
