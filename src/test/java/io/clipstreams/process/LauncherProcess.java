package io.clipstreams.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** {@code ./clip-streams} as users start it: a process of its own. */
final class LauncherProcess implements AutoCloseable {
  /** What ends it. */
  enum Signal {
    INT(2),
    TERM(15);

    private final int number;

    Signal(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }

    /** What a shell reports of a process that it ended. */
    int exitCode() {
      return 128 + number;
    }
  }

  private final Process process;
  private final Path errors;
  private final List<String> lines = new ArrayList<>();
  private final BlockingQueue<Optional<String>> arriving = new LinkedBlockingQueue<>();

  private LauncherProcess(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
    Thread reader = new Thread(this::read, "launcher-output");
    reader.setDaemon(true);
    reader.start();
  }

  static LauncherProcess start(Path directory, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of("clip-streams").toAbsolutePath().toString());
    command.addAll(arguments);
    Path errors = Files.createTempFile(directory, "stderr", ".log");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLIP_HEAP", "512m");
    // They are short: the second compiler costs more than it saves.
    builder.environment().put("JAVA_OPTS", "-XX:TieredStopAtLevel=1");
    return new LauncherProcess(
        builder.directory(directory.toFile()).redirectError(errors.toFile()).start(), errors);
  }

  private void read() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        arriving.add(Optional.of(line));
      }
    } catch (IOException ended) {
      // The process is gone; what it printed before is there.
    }
    arriving.add(Optional.empty());
  }

  /** The first line of standard output that fits. */
  String awaitLine(Predicate<String> wanted, Duration limit) throws Exception {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      Optional<String> line =
          arriving.poll(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      if (line == null || line.isEmpty()) {
        throw new AssertionError(
            "%s%nstdout: %s%nstderr: %s"
                .formatted(
                    line == null ? "no such line in time" : "the process ended", lines, errors()));
      }
      lines.add(line.get());
      if (wanted.test(line.get())) {
        return line.get();
      }
    }
  }

  int awaitExit(Duration limit) throws Exception {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("still running after " + limit + "; stderr: " + errors());
    }
    return process.exitValue();
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  private void signal(Signal signal) throws Exception {
    int code =
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    if (code != 0) {
      throw new IllegalStateException("kill -" + signal + " exits with " + code);
    }
  }

  /** SIGINT, as Ctrl-C sends; SIGTERM where whoever started these tests has it ignore SIGINT. */
  Signal interrupt() throws Exception {
    String status = Files.readString(Path.of("/proc", Long.toString(process.pid()), "status"));
    long ignored =
        status
            .lines()
            .filter(line -> line.startsWith("SigIgn:"))
            .mapToLong(
                line -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16))
            .findFirst()
            .orElseThrow();
    Signal signal = (ignored & 1L << (Signal.INT.number() - 1)) == 0 ? Signal.INT : Signal.TERM;
    signal(signal);
    return signal;
  }

  String errors() throws IOException {
    return Files.readString(errors);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
