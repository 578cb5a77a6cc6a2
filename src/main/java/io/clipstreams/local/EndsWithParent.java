package io.clipstreams.local;

import java.io.IOException;

/**
 * Runs another program's main method in this process and ends the process at once when its standard
 * input ends. The parent holds the other end of that pipe and never writes to it. So the process
 * ends however its parent does, killed with SIGKILL included.
 *
 * <p>It is started with nothing of ours but this class file beside it: it must not use, or be
 * compiled into, any other class.
 */
final class EndsWithParent {
  private EndsWithParent() {}

  /**
   * Watches the standard input and hands over.
   *
   * @param args the name of the main class
   */
  public static void main(String[] args) throws ReflectiveOperationException {
    Thread watch = new Thread(EndsWithParent::haltAtEndOfInput, "ends-with-parent");
    watch.setDaemon(true);
    watch.start();
    Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
  }

  private static void haltAtEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // The parent sends nothing; only the end matters.
      }
    } catch (IOException e) {
      System.err.println("The pipe from the parent process broke: " + e);
    }
    Runtime.getRuntime().halt(0);
  }
}
