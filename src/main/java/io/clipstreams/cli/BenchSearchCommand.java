package io.clipstreams.cli;

import io.clipstreams.bench.Report;
import io.clipstreams.bench.SearchBench;
import io.clipstreams.index.GraphSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code clip-streams bench search}. */
@Command(
    name = "search",
    header = "Measure the search index: how sure, how fast, how quickly made.",
    description =
        "Indexes generated vectors in a directory that is deleted afterwards; recall is measured against"
            + " comparing all.")
final class BenchSearchCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec;

  @Option(
      names = "--vectors",
      paramLabel = "N",
      defaultValue = "100000",
      description = "How many vectors are indexed (default: ${DEFAULT-VALUE}).")
  private int vectors;

  @Option(
      names = "--dimensions",
      paramLabel = "N",
      defaultValue = "512",
      description = "How many numbers a vector has, 1 to 4096 (default: ${DEFAULT-VALUE}).")
  private int dimensions;

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "See clip.index.graph.connections.")
  private Optional<Integer> connections = Optional.empty();

  @Option(
      names = "--candidates",
      paramLabel = "N",
      description = "See clip.index.graph.candidates.")
  private Optional<Integer> candidates = Optional.empty();

  @Option(
      names = "--buffer-mebibytes",
      paramLabel = "N",
      defaultValue = "64",
      description = "See clip.index.buffer.bytes (default: ${DEFAULT-VALUE}).")
  private int buffer;

  @Option(names = "--json", paramLabel = "FILE", description = "Write all figures as JSON.")
  private Optional<Path> json = Optional.empty();

  @Option(names = "--strict", description = "Exit with 1 when a check is missed.")
  private boolean strict;

  BenchSearchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (vectors < 10) {
      throw new ParameterException(spec.commandLine(), "--vectors: at least 10 are needed");
    }
    Path directory = Files.createTempDirectory("clip-streams-bench-search");
    try {
      GraphSettings graph =
          new GraphSettings(
              connections.orElse(GraphSettings.DEFAULT.connections()),
              candidates.orElse(GraphSettings.DEFAULT.candidates()));
      Report report =
          SearchBench.run(
              new SearchBench.Options(vectors, dimensions, graph, buffer, directory),
              ProgressBars.on(console, true));
      BenchView.lines(report).forEach(console.out()::println);
      console.out().flush();
      if (json.isPresent()) {
        Files.writeString(json.get(), new JsonOutput().pretty(report.json()) + "\n");
      }
      return strict && !report.allMet() ? 1 : 0;
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(directory)) {
      files = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }
}
