package io.clipstreams.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Optional;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/**
 * Records what the process does, for JDK Mission Control or {@code jfr print}, if that is wanted.
 */
final class FlightRecorder implements AutoCloseable {
  private final Optional<Path> file;
  private Optional<Recording> recording = Optional.empty();

  /**
   * @param file where the recording goes
   */
  FlightRecorder(Optional<Path> file) {
    this.file = file;
  }

  /** Starts, unless it runs already. */
  void start() {
    if (file.isEmpty() || recording.isPresent()) {
      return;
    }
    try {
      Recording started = new Recording(Configuration.getConfiguration("profile"));
      started.setName("clip-streams bench");
      started.start();
      recording = Optional.of(started);
    } catch (IOException | ParseException e) {
      throw new BenchException("this Java has no settings 'profile' for its flight recorder", e);
    }
  }

  /** Writes the file, if it was started. */
  @Override
  public void close() {
    recording.ifPresent(this::write);
  }

  private void write(Recording started) {
    try (started) {
      started.stop();
      started.dump(file.orElseThrow());
    } catch (IOException e) {
      throw new BenchException("the recording cannot be written to " + file.orElseThrow(), e);
    }
  }
}
