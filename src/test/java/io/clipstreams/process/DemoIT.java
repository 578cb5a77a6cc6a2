package io.clipstreams.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer types first. */
class DemoIT {
  @TempDir private Path directory;

  @Test
  void everySampleIsEnrichedAndEveryWrongCaptionIsAnAlert() throws Exception {
    try (LauncherProcess demo =
        LauncherProcess.start(directory, List.of("demo", "--exit", "--no-browser"))) {
      String summary = demo.awaitLine(line -> line.startsWith("demo:"), Duration.ofMinutes(2));
      assertThat(summary)
          .matches("demo: 10 images, 20 captions, 10 alerts raised, 0 dead letters, [0-9.]+ s");
      assertThat(demo.awaitExit(Duration.ofSeconds(30))).isZero();
      assertThat(demo.errors()).contains("not OpenAI's CLIP").doesNotContain("ERROR");
    }
  }
}
