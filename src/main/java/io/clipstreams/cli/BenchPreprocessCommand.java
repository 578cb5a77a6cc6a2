package io.clipstreams.cli;

import io.clipstreams.bench.PictureSize;
import io.clipstreams.bench.Pillow;
import io.clipstreams.bench.PreprocessBench;
import io.clipstreams.bench.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code clip-streams bench preprocess}. */
@Command(
    name = "preprocess",
    header = "Measure decoding and resizing of JPEGs in one thread.",
    description = "Generated pictures, resized as OpenAI's CLIPs want them: 224 pixels, bicubic.")
final class BenchPreprocessCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--against-pillow",
      description = "Let Python's Pillow do the same, if Python has it.")
  private boolean againstPillow;

  @Option(
      names = "--python",
      paramLabel = "PATH",
      defaultValue = "python3",
      description = "The Python that has Pillow (default: ${DEFAULT-VALUE}).")
  private String python;

  @Option(
      names = "--picture-sizes",
      paramLabel = "SIZE",
      split = ",",
      defaultValue = "small,photo",
      description = "small (30 kB), photo (12 megapixels) (default: ${DEFAULT-VALUE}).")
  private Set<PictureSize> pictureSizes = EnumSet.noneOf(PictureSize.class);

  @Option(names = "--json", paramLabel = "FILE", description = "Write all figures as JSON.")
  private Optional<Path> json = Optional.empty();

  BenchPreprocessCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Report report = PreprocessBench.run(pictureSizes, pillow());
    BenchView.lines(report).forEach(console.out()::println);
    console.out().flush();
    if (json.isPresent()) {
      Files.writeString(json.get(), new JsonOutput().pretty(report.json()) + "\n");
    }
    return 0;
  }

  /** Where it is wanted and there. */
  private Optional<Pillow> pillow() {
    Pillow pillow = new Pillow(python);
    if (!againstPillow) {
      return Optional.empty();
    }
    if (pillow.version().isPresent()) {
      return Optional.of(pillow);
    }
    console
        .err()
        .printf(
            "%s has no Pillow, so only ours is measured: install it by '%s -m pip install pillow', or"
                + " name a Python that has it by --python%n",
            python, python);
    console.err().flush();
    return Optional.empty();
  }
}
