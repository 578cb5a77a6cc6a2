package io.clipstreams.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Python's Pillow, in a process of its own that times itself. */
public final class Pillow {
  private static final String SCRIPT = "/bench/pillow_preprocess.py";
  private static final int NO_PILLOW = 3;

  private final String python;

  /**
   * @param python the Python interpreter, a name on the path or a file
   */
  public Pillow(String python) {
    this.python = Objects.requireNonNull(python, "python");
  }

  /**
   * What Pillow took.
   *
   * @param version its version
   * @param seconds a picture, the median over rounds
   * @param pixels SHA-256 of all that came out, in hexadecimal
   */
  record Taken(String version, double seconds, String pixels) {}

  /** Its version; nothing where there is no such Python, or no Pillow for it. */
  public Optional<String> version() {
    return answer(List.of("--version"));
  }

  /**
   * Decodes, resizes and cuts pictures.
   *
   * @param rounds how often
   * @param edge side of the square that comes out
   * @throws BenchException if it cannot
   */
  Taken measure(List<byte[]> files, int rounds, int edge) {
    Path directory = write(files);
    try {
      String answer =
          answer(List.of(directory.toString(), Integer.toString(rounds), Integer.toString(edge)))
              .orElseThrow(() -> new BenchException(python + " has no Pillow any more"));
      String[] words = answer.split(" ", -1);
      return new Taken(words[0], Double.parseDouble(words[1]), words[2]);
    } finally {
      delete(directory);
    }
  }

  private Optional<String> answer(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(python, "-c", script()));
    command.addAll(arguments);
    Process process;
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException noSuchProgram) {
      return Optional.empty();
    }
    try {
      process.getOutputStream().close();
      String answer =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int code = process.waitFor();
      if (code == NO_PILLOW) {
        return Optional.empty();
      }
      if (code != 0) {
        throw new BenchException("%s ended with %d; it says why above".formatted(python, code));
      }
      return Optional.of(answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }

  private static String script() {
    try (InputStream script = Pillow.class.getResourceAsStream(SCRIPT)) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path write(List<byte[]> files) {
    try {
      Path directory = Files.createTempDirectory("clip-streams-pictures");
      for (int i = 0; i < files.size(); i++) {
        Files.write(directory.resolve("%04d.jpg".formatted(i)), files.get(i));
      }
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
