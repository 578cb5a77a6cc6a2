package io.clipstreams.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Opens addresses in the browser of the desktop, by the desktop's own command: Java's {@code
 * Desktop} is missing from a headless JDK, and needs libraries that a machine may lack.
 */
final class DesktopBrowser {
  /** Starts a program without waiting for its end. */
  interface Launcher {
    /**
     * Starts it.
     *
     * @throws IOException if there is no such program
     */
    void start(List<String> command) throws IOException;
  }

  private final Optional<List<String>> opener;
  private final Launcher launcher;

  /**
   * @param system the operating system's name, as in {@code os.name}
   * @param environment tells whether an X or Wayland desktop is there
   * @param launcher starts the desktop's command
   */
  DesktopBrowser(String system, Map<String, String> environment, Launcher launcher) {
    this.opener = opener(system.toLowerCase(Locale.ROOT), environment);
    this.launcher = launcher;
  }

  /** That of this machine. */
  static DesktopBrowser ofThisMachine() {
    return new DesktopBrowser(
        System.getProperty("os.name", ""), System.getenv(), DesktopBrowser::startQuietly);
  }

  private static Optional<List<String>> opener(String system, Map<String, String> environment) {
    if (system.startsWith("mac")) {
      return Optional.of(List.of("open"));
    }
    if (system.startsWith("windows")) {
      return Optional.of(List.of("rundll32", "url.dll,FileProtocolHandler"));
    }
    boolean desktop =
        isSet(environment.get("DISPLAY")) || isSet(environment.get("WAYLAND_DISPLAY"));
    return desktop ? Optional.of(List.of("xdg-open")) : Optional.empty();
  }

  private static boolean isSet(String value) {
    return value != null && !value.isBlank();
  }

  private static void startQuietly(List<String> command) throws IOException {
    new ProcessBuilder(command)
        .redirectInput(Redirect.PIPE)
        .redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.DISCARD)
        .start();
  }

  /**
   * Opens an address.
   *
   * @return whether the desktop was asked to; false where there is none
   */
  boolean open(URI address) {
    if (opener.isEmpty()) {
      return false;
    }
    List<String> command = new ArrayList<>(opener.get());
    command.add(address.toString());
    try {
      launcher.start(command);
      return true;
    } catch (IOException noSuchCommand) {
      // A desktop without the command that opens a browser: the caller prints the address.
      return false;
    }
  }
}
