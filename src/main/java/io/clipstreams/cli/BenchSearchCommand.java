package io.clipstreams.cli;

import io.clipstreams.bench.Report;
import io.clipstreams.bench.SearchBench;
import io.clipstreams.client.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code clip-streams bench search}. */
@Command(
    name = "search",
    header = "Measure the search index: how fast it is filled and searched, and what it finds.",
    description =
        "Generated vectors in clusters, the same at each run, are indexed in a temporary directory."
            + " -D clip.index.graph.connections=... tries other settings.")
final class BenchSearchCommand implements Callable<Integer> {
  private static final int LEAST_VECTORS = 10;
  private static final int MOST_DIMENSIONS = 4_096;
  private static final int MOST_COMPARED = 300;

  private final Console console;

  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions configOptions;

  @Option(
      names = "--vectors",
      paramLabel = "N",
      defaultValue = "100000",
      description = "How many are indexed (default: ${DEFAULT-VALUE}).")
  private int vectors;

  @Option(
      names = "--dimensions",
      paramLabel = "N",
      defaultValue = "512",
      description = "Of each vector (default: ${DEFAULT-VALUE}).")
  private int dimensions;

  @Option(
      names = "--queries",
      paramLabel = "N",
      defaultValue = "2000",
      description =
          "Timed searches; for at most 300 of them all vectors are compared"
              + " (default: ${DEFAULT-VALUE}).")
  private int queries;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      arity = "0..1",
      fallbackValue = "-",
      description = "Write all figures as JSON; without FILE, print them so.")
  private Optional<Path> json = Optional.empty();

  @Option(names = "--strict", description = "Exit with 1 when a check is missed.")
  private boolean strict;

  BenchSearchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    require("--vectors", vectors, LEAST_VECTORS, Integer.MAX_VALUE);
    require("--dimensions", dimensions, 2, MOST_DIMENSIONS);
    require("--queries", queries, 1, Integer.MAX_VALUE);
    boolean printJson = json.filter(file -> file.toString().equals("-")).isPresent();
    Progress.Display display = ProgressBars.on(console, !printJson);
    Report report =
        SearchBench.run(
            new SearchBench.Options(
                vectors,
                dimensions,
                queries,
                Math.min(queries, MOST_COMPARED),
                configOptions.config(console).index()),
            display);
    String written = new JsonOutput().pretty(report.json());
    if (printJson) {
      console.out().println(written);
    } else {
      BenchView.lines(report).forEach(console.out()::println);
      if (json.isPresent()) {
        Files.writeString(json.get(), written + "\n");
      }
    }
    console.out().flush();
    return strict && !report.allMet() ? 1 : 0;
  }

  private void require(String option, int number, int least, int most) {
    if (number < least || number > most) {
      throw new ParameterException(
          spec.commandLine(), "Invalid value for option '%s': %d".formatted(option, number));
    }
  }
}
