package io.clipstreams.cli;

import io.clipstreams.bench.Kind;
import io.clipstreams.bench.Report;
import io.clipstreams.bench.StreamBench;
import io.clipstreams.client.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
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
        "Starts a broker, a schema registry and the application in this process and prints what they reach;"
            + " docs/benchmarks.md says what each letter means.")
final class BenchCommand implements Callable<Integer>, ClientCommand {
  private enum EncoderChoice {
    NONE
  }

  private final Console console;

  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions configOptions;

  @Option(
      names = "--encoder",
      required = true,
      paramLabel = "none",
      description = "none: measures the stream itself, with an encoder that costs nothing.")
  private EncoderChoice encoder;

  @Option(
      names = "--captions",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Captions of a run, 0 for none (default: ${DEFAULT-VALUE}).")
  private int captions;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Images of a run, 0 for none (default: ${DEFAULT-VALUE}).")
  private int images;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "3",
      description = "Runs of each kind; the median counts (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "3",
      description = "Partitions of every topic (default: ${DEFAULT-VALUE}).")
  private int partitions;

  @Option(
      names = "--growth",
      description = "Compare the rates at 10,000 and at 200,000 records as well.")
  private boolean growth;

  @Option(
      names = "--jfr",
      paramLabel = "FILE",
      description = "Write a flight recording of the measured runs.")
  private Optional<Path> jfr = Optional.empty();

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
        };
    BenchView.lines(report).forEach(console.out()::println);
    console.out().flush();
    if (json.isPresent()) {
      Files.writeString(json.get(), new JsonOutput().pretty(report.json()) + "\n");
    }
    return strict && !report.allMet() ? 1 : 0;
  }

  private StreamBench.Options streamOptions() {
    Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    if (positiveOrNone("--captions", captions)) {
      counts.put(Kind.CAPTIONS, captions);
    }
    if (positiveOrNone("--images", images)) {
      counts.put(Kind.IMAGES, images);
    }
    requirePositive("--runs", runs);
    requirePositive("--partitions", partitions);
    return new StreamBench.Options(
        configOptions.config(console), counts, runs, partitions, growth, jfr);
  }

  /** Without a terminal a line a task says how far it is. */
  private Progress.Display display() {
    if (console.terminal()) {
      return ProgressBars.on(console, true);
    }
    return (task, items) -> {
      console.err().printf("%s: %,d%n", task, items);
      console.err().flush();
      return Progress.Display.silent().start(task, items);
    };
  }

  private boolean positiveOrNone(String option, int number) {
    if (number < 0) {
      throw invalid(option, number);
    }
    return number > 0;
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
