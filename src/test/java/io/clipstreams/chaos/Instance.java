package io.clipstreams.chaos;

import io.clipstreams.config.ClipConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One process of the application. Ended at once when closed; it ends by itself with this process.
 */
final class Instance implements AutoCloseable {
  private static final String HEAP = "256m";

  private final Process process;
  private final Path output;

  private Instance(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts one.
   *
   * @param settings of the application
   * @param output receives what it says
   */
  static Instance start(Map<String, String> settings, Path output) {
    ClipConfig.of(settings);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx" + HEAP, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(ApplicationProcess.class.getName());
    settings.forEach((key, value) -> command.add(key + "=" + value));
    try {
      return new Instance(
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start(),
          output);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  int exitCode() {
    return process.exitValue();
  }

  /** The last word about its readiness. */
  boolean isReady() {
    return said().lines().filter(line -> line.endsWith(ApplicationProcess.READY)).toList().stream()
        .reduce((first, second) -> second)
        .filter(ApplicationProcess.READY::equals)
        .isPresent();
  }

  String said() {
    try {
      return Files.readString(output);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Lets it end in order. */
  int stop() throws Exception {
    process.getOutputStream().close();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("it does not end:\n" + said());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
