package io.clipstreams.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a child process's output, so that it never blocks, and keeps the end of it. */
final class LastLines {
  private static final Logger LOG = LoggerFactory.getLogger(LastLines.class);
  private static final int KEPT = 30;

  private final Deque<String> lines = new ArrayDeque<>();

  private LastLines() {}

  /** Reads in a thread of its own until the output ends. */
  static LastLines of(BufferedReader output, String name) {
    LastLines last = new LastLines();
    Thread reader = new Thread(() -> last.read(output, name), name + "-output");
    reader.setDaemon(true);
    reader.start();
    return last;
  }

  synchronized String text() {
    return String.join(System.lineSeparator(), lines);
  }

  private void read(BufferedReader output, String name) {
    try (output) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        LOG.debug("{}: {}", name, line);
        add(line);
      }
    } catch (IOException e) {
      LOG.debug("The output of {} ended", name, e);
    }
  }

  private synchronized void add(String line) {
    if (lines.size() == KEPT) {
      lines.removeFirst();
    }
    lines.addLast(line);
  }
}
