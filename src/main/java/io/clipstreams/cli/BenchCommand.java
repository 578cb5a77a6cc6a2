package io.clipstreams.cli;

import io.clipstreams.bench.Effort;
import io.clipstreams.bench.FullBench;
import io.clipstreams.bench.Kind;
import io.clipstreams.bench.PictureSize;
import io.clipstreams.bench.Report;
import io.clipstreams.bench.StreamBench;
import io.clipstreams.client.Progress;
import io.clipstreams.config.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code clip-streams bench}. */
@Command(
    name = "bench",
    header = "Measure the whole way and its parts on this machine.",
    description =
        "Starts a broker, a schema registry and the application in this process and prints what"
            + " they reach; docs/benchmarks.md says what each letter means.",
    subcommands = {BenchPreprocessCommand.class, BenchSearchCommand.class})
final class BenchCommand implements Callable<Integer>, ClientCommand {
  private enum EncoderChoice {
    MODEL,
    NONE
  }

  private static final int STREAM_RECORDS = 10_000;
  private static final int IMAGES = 320;
  private static final int CAPTIONS = 2_000;
  private static final int QUICK_STREAM_RECORDS = 500;
  private static final int QUICK_IMAGES = 24;
  private static final int QUICK_CAPTIONS = 40;

  private final Console console;

  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions configOptions;

  @Option(
      names = "--encoder",
      paramLabel = "none",
      defaultValue = "model",
      description = "none: measures the stream itself, with an encoder that costs nothing.")
  private EncoderChoice encoder;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "A name or a directory (default: what clip.model says).")
  private Optional<String> model = Optional.empty();

  @Option(
      names = "--captions",
      paramLabel = "N",
      description = "Captions of a run, 0 for none (default: 2,000; with --encoder none 10,000).")
  private Optional<Integer> captions = Optional.empty();

  @Option(
      names = "--images",
      paramLabel = "N",
      description =
          "Images of a run, 0 for none (default: 320, and a quarter of photographs; with --encoder"
              + " none 10,000).")
  private Optional<Integer> images = Optional.empty();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of one inference (default: what clip.inference.threads says).")
  private Optional<Integer> threads = Optional.empty();

  @Option(
      names = "--picture-sizes",
      paramLabel = "SIZE",
      split = ",",
      defaultValue = "small,photo",
      description = "small (30 kB), photo (12 megapixels) (default: ${DEFAULT-VALUE}).")
  private Set<PictureSize> pictureSizes = EnumSet.noneOf(PictureSize.class);

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "With --encoder none: runs of each kind; the median counts (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "3",
      description = "Partitions of every topic (default: ${DEFAULT-VALUE}).")
  private int partitions;

  @Option(
      names = "--growth",
      description =
          "With --encoder none: compare the rates at 10,000 and at 200,000 records as well.")
  private boolean growth;

  @Option(
      names = "--jfr",
      paramLabel = "FILE",
      description = "With --encoder none: write a flight recording of the measured runs.")
  private Optional<Path> jfr = Optional.empty();

  @Option(
      names = "--quick",
      description = "Few records, short measurements: to see that it works, not how fast it is.")
  private boolean quick;

  @Option(names = "--json", paramLabel = "FILE", description = "Write all figures as JSON.")
  private Optional<Path> json = Optional.empty();

  @Option(names = "--strict", description = "Exit with 1 when a check is missed.")
  private boolean strict;

  BenchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Report report =
        switch (encoder) {
          case NONE -> StreamBench.run(streamOptions(), display());
          case MODEL -> FullBench.run(fullOptions(), display());
        };
    BenchView.lines(report).forEach(console.out()::println);
    console.out().flush();
    if (json.isPresent()) {
      Files.writeString(json.get(), new JsonOutput().pretty(report.json()) + "\n");
    }
    return strict && !report.allMet() ? 1 : 0;
  }

  private FullBench.Options fullOptions() {
    Map<String, String> settings = new LinkedHashMap<>(configOptions.overrides());
    model.ifPresent(
        name -> settings.put(ModelConfig.MODEL_CONFIG, new BuiltModels().resolve(name)));
    threads.ifPresent(
        number -> settings.put(ModelConfig.INFERENCE_THREADS_CONFIG, number.toString()));
    int imageCount = images.orElse(quick ? QUICK_IMAGES : IMAGES);
    int captionCount = captions.orElse(quick ? QUICK_CAPTIONS : CAPTIONS);
    requireNotNegative("--images", imageCount);
    requireNotNegative("--captions", captionCount);
    requirePositive("--partitions", partitions);
    return new FullBench.Options(
        configOptions.config(console, settings),
        imageCount,
        captionCount,
        pictureSizes,
        partitions,
        quick ? Effort.BRIEF : Effort.STANDARD);
  }

  private StreamBench.Options streamOptions() {
    Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    int standard = quick ? QUICK_STREAM_RECORDS : STREAM_RECORDS;
    counts.put(Kind.CAPTIONS, captions.orElse(standard));
    counts.put(Kind.IMAGES, images.orElse(standard));
    requireNotNegative("--captions", counts.get(Kind.CAPTIONS));
    requireNotNegative("--images", counts.get(Kind.IMAGES));
    counts.values().removeIf(count -> count == 0);
    requirePositive("--runs", runs);
    requirePositive("--partitions", partitions);
    return new StreamBench.Options(
        configOptions.config(console), counts, runs, partitions, growth, jfr);
  }

  /** Without a terminal a line a task says how far it is. */
  private Progress.Display display() {
    if (console.terminal() || console.quiet()) {
      return ProgressBars.on(console, true);
    }
    return (task, items) -> {
      console.err().printf("%s: %,d%n", task, items);
      console.err().flush();
      return Progress.Display.silent().start(task, items);
    };
  }

  private void requireNotNegative(String option, int number) {
    if (number < 0) {
      throw invalid(option, number);
    }
  }

  private void requirePositive(String option, int number) {
    if (number < 1) {
      throw invalid(option, number);
    }
  }

  private ParameterException invalid(String option, int number) {
    return new ParameterException(
        spec.commandLine(), "Invalid value for option '%s': %d".formatted(option, number));
  }
}
