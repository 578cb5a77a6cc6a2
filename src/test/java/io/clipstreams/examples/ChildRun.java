package io.clipstreams.examples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * One run of another program.
 *
 * @param code its exit code
 * @param output both of its streams
 */
record ChildRun(int code, String output) {
  private static final int SECONDS = 90;

  /**
   * Runs a program to its end.
   *
   * @throws IOException if it cannot be started
   */
  static ChildRun of(Path directory, String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("child", ".out");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
      String text = Files.readString(output, StandardCharsets.UTF_8);
      return ended
          ? new ChildRun(process.exitValue(), text)
          : new ChildRun(-1, "not done after " + SECONDS + " s:\n" + text);
    } finally {
      process.destroyForcibly().waitFor();
      Files.delete(output);
    }
  }
}
