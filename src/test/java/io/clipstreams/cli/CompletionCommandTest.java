package io.clipstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionCommandTest {
  @TempDir private Path directory;

  @Test
  void bashCompletesCommandsAndOptions() throws Exception {
    CommandLineRun run = CommandLineRun.of("completion", "bash");
    assertThat(run.code()).isZero();
    Path script = Files.writeString(directory.resolve("completion"), run.out());

    assumeThat(bash("true")).as("bash").isNotNull();
    assertThat(completed(script, "clip-streams", "det")).contains("detect");
    assertThat(completed(script, "clip-streams", "detect", "--pro")).contains("--prompt");
    assertThat(completed(script, "clip-streams", "search", "--tar")).contains("--target");
    assertThat(completed(script, "clip-streams", "search", "--target", "''")).contains("images");
    assertThat(completed(script, "clip-streams", "similarity", "--metric", "''")).contains("dot");
    assertThat(completed(script, "clip-streams", "completion", "''")).contains("zsh");
    assertThat(completed(script, "clip-streams", "ind")).contains("index");
    assertThat(completed(script, "clip-streams", "search", "--no-u")).contains("--no-update");
    assertThat(completed(script, "clip-streams", "run", "--qu")).contains("--quiet");
  }

  @Test
  void zshHasAScriptAndOtherShellsAreRefused() {
    assertThat(CommandLineRun.of("completion", "zsh").out())
        .startsWith("# source <(clip-streams completion zsh)")
        .contains("ZSH_VERSION", "bashcompinit");
    CommandLineRun fish = CommandLineRun.of("completion", "fish");
    assertThat(fish.code()).isEqualTo(2);
    assertThat(fish.err()).contains("fish");
  }

  /** What bash would offer for the last word. */
  private static String completed(Path script, String... words) throws Exception {
    return bash(
        "source %s; COMP_WORDS=(%s); COMP_CWORD=%d; _complete_clip-streams; echo \"${COMPREPLY[@]}\""
            .formatted(script, String.join(" ", words), words.length - 1));
  }

  /** Its output; null without bash. */
  private static String bash(String program) throws InterruptedException {
    try {
      Process process = new ProcessBuilder("bash", "-c", program).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return output;
    } catch (IOException noBash) {
      return null;
    }
  }
}
