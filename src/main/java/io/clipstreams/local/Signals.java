package io.clipstreams.local;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signals that ask a process to end, taken before the JVM acts on them. Left to it, all
 * shutdown hooks would run at once, those of libraries too: ONNX Runtime's frees what a run of the
 * model is using, and the process dies of that.
 *
 * <p>By reflection, as in Kafka: {@code sun.misc.Signal} is supported by all JVMs in use but part
 * of no standard.
 */
final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
  private static final List<String> NAMES = List.of("TERM", "INT", "HUP");

  private Signals() {}

  /** What is done when a signal comes. */
  @FunctionalInterface
  interface Action {
    /**
     * The signal has come.
     *
     * @param name as in SIGTERM
     * @param number as in 15
     */
    void caught(String name, int number);
  }

  /**
   * Has an action done when one comes, in place of the JVM's own. A signal that cannot be had is
   * left to the JVM.
   *
   * @param action called on a thread of its own
   */
  static void take(Action action) {
    for (String name : NAMES) {
      try {
        take(name, action);
      } catch (InvocationTargetException refused) {
        // Windows knows no HUP; with -Xrs the JVM leaves signals alone altogether.
        LOG.debug("SIG{} is left to the JVM", name, refused.getCause());
      } catch (ReflectiveOperationException other) {
        LOG.debug("This JVM has no sun.misc.Signal", other);
      }
    }
  }

  private static void take(String name, Action action) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Object ours =
        Proxy.newProxyInstance(
            Signals.class.getClassLoader(),
            new Class<?>[] {handler},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("handle")) {
                return method.invoke(action, arguments);
              }
              int number = (Integer) signal.getMethod("getNumber").invoke(arguments[0]);
              action.caught("SIG" + name, number);
              return null;
            });
    signal
        .getMethod("handle", signal, handler)
        .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
  }
}
