package io.clipstreams.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstreams.local.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ctrl-C while a command loads a model or has it at work. */
class InterruptionIT {
  private static final int PICTURES = 1_000;
  private static final String LOADING = "LogitScale";
  private static final String LOADED = "model: ";

  /** A run of it takes a good while, so that the signal comes in the midst of one. */
  private static final Path MODEL = Path.of("target/models/bench-vit-b32").toAbsolutePath();

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {LOADING + "|0", LOADED + "|0", LOADED + "|300"})
  void theCommandEndsAtOnceAndInOrder(String line, int millisAfter) throws Exception {
    Path pictures = pictures();
    Path output = directory.resolve("vectors.json");
    try (LauncherProcess embed =
        LauncherProcess.start(
            directory,
            List.of(
                "embed",
                pictures.toString(),
                "--output",
                output.toString(),
                "--model",
                MODEL.toString(),
                "-D",
                "clip.cache.max.bytes=0"))) {
      Awaitility.await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> embed.errors().contains(line));
      Awaitility.await().pollDelay(Duration.ofMillis(millisAfter)).until(() -> true);

      LauncherProcess.Signal signal = embed.interrupt();

      assertThat(embed.awaitExit(LIMIT)).as(embed.errors()).isEqualTo(signal.exitCode());
      assertThat(embed.errors()).doesNotContain("Exception", "error:", "ERROR", "\tat ", "SIG");
    }
    assertThat(output).as("nothing of a part").doesNotExist();
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.startsWith("hs_err") || name.startsWith("core"));
    }
  }

  /** So many that they are not done before the signal comes. */
  private Path pictures() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("pictures"));
    Path picture = Files.write(folder.resolve("0.jpg"), Samples.load().get(0).content());
    for (int i = 1; i < PICTURES; i++) {
      Files.createLink(folder.resolve(i + ".jpg"), picture);
    }
    return folder;
  }
}
