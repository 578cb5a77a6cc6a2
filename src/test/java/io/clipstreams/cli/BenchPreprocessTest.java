package io.clipstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BenchPreprocessTest {
  @Test
  void withoutPillowOursIsMeasuredAndSaidHowToGetIt() {
    CommandLineRun run =
        CommandLineRun.of(
            "bench",
            "preprocess",
            "--against-pillow",
            "--python",
            "no-such-python",
            "--picture-sizes",
            "small");

    assertThat(run.code()).isZero();
    assertThat(run.out().lines())
        .anyMatch(line -> line.startsWith("D  small decoded and resized "))
        .noneMatch(line -> line.contains("Pillow"));
    assertThat(run.err()).contains("no-such-python has no Pillow", "-m pip install pillow");
  }
}
