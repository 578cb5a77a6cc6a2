package io.clipstreams.bench;

import io.clipstreams.Embedding;
import io.clipstreams.EnrichedImage;
import io.clipstreams.client.Progress;
import io.clipstreams.config.IndexConfig;
import io.clipstreams.index.GraphSettings;
import io.clipstreams.index.IndexSettings;
import io.clipstreams.index.IndexedModel;
import io.clipstreams.index.Origin;
import io.clipstreams.index.SearchIndex;
import io.clipstreams.index.SearchPage;
import io.clipstreams.index.SearchQuery;
import io.clipstreams.index.SearchTarget;
import io.clipstreams.index.WritableIndex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The search index alone: enriched images with generated vectors are indexed as the application
 * does it, then searched one query after the other.
 */
public final class SearchBench {
  private static final int NEAREST = 10;
  private static final long SEED = 20260201;
  private static final int WARM_UP = 200;
  private static final double LEAST_RECALL = 0.95;
  private static final double MOST_MILLIS = 10;
  private static final double LEAST_RATE = 1_000;
  private static final IndexedModel MODEL = new IndexedModel("generated", "seed-" + SEED);

  private final Options options;
  private final Progress.Display display;
  private final ClusteredVectors generated;
  private final float[][] vectors;

  private SearchBench(Options options, Progress.Display display) {
    this.options = options;
    this.display = display;
    this.generated = new ClusteredVectors(options.dimensions, SEED);
    this.vectors = new float[options.vectors][];
  }

  /**
   * What is measured.
   *
   * @param vectors how many are indexed, at least 10
   * @param dimensions of each
   * @param queries how many searches are timed
   * @param compared for how many of them all vectors are compared
   * @param index the index's settings
   */
  public record Options(
      int vectors, int dimensions, int queries, int compared, IndexConfig index) {}

  /**
   * Measures.
   *
   * @throws UncheckedIOException if the temporary directory cannot be written
   */
  public static Report run(Options options, Progress.Display display) {
    return new SearchBench(options, display).measure();
  }

  private Report measure() {
    try (Progress progress = display.start("vectors", vectors.length)) {
      for (int i = 0; i < vectors.length; i++) {
        vectors[i] = generated.vector(i);
        progress.step();
      }
    }
    try {
      Path directory = Files.createTempDirectory("clip-streams-bench-search");
      try (WritableIndex index = WritableIndex.open(directory, settings())) {
        return measure(index, directory);
      } finally {
        delete(directory);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private IndexSettings settings() {
    return new IndexSettings(
        MODEL,
        new GraphSettings(options.index.connections(), options.index.candidates()),
        Math.toIntExact(options.index.buffer().bytes() >> 20));
  }

  private Report measure(WritableIndex index, Path directory) throws IOException {
    double seconds = fill(index);
    double rate = vectors.length / seconds;
    double megabytes = size(directory) / 1e6;
    List<Set<String>> found = new ArrayList<>();
    double[] millis = searched(index.searching(), found);
    double recall = recall(found);
    double p99 = Statistics.percentile(0.99, millis);
    return new Report(
        Machine.settings(
            Map.of(
                "vectors", Integer.toString(vectors.length),
                "dimensions", Integer.toString(options.dimensions),
                "connections", Integer.toString(options.index.connections()),
                "candidates", Integer.toString(options.index.candidates()))),
        List.of(
            Figure.of("S", "indexed and committed", rate, "1/s", "records as published"),
            Figure.of("S", "index on disk", megabytes, "MB", ""),
            Figure.of("S", "search p50", Statistics.percentile(0.5, millis), "ms", ""),
            Figure.of("S", "search p99", p99, "ms", "one after the other"),
            Figure.of(
                "S", "recall@10", recall, "", "against all, " + options.compared + " queries")),
        List.of(
            Check.atLeast("recall@10", recall, LEAST_RECALL),
            Check.atMost("search p99, ms", p99, MOST_MILLIS),
            Check.atLeast("indexed a second", rate, LEAST_RATE)));
  }

  private double fill(WritableIndex index) {
    try (Progress progress = display.start("indexing", vectors.length)) {
      long start = System.nanoTime();
      for (int i = 0; i < vectors.length; i++) {
        index.put(image(i), Origin.of("bench"));
        progress.step();
      }
      index.commit(Map.of());
      double seconds = (System.nanoTime() - start) / 1e9;
      index.refresh();
      return seconds;
    }
  }

  private EnrichedImage image(int number) {
    List<Float> vector = new ArrayList<>(options.dimensions);
    for (float each : vectors[number]) {
      vector.add(each);
    }
    return EnrichedImage.newBuilder()
        .setImageId(Integer.toString(number))
        .setEmbedding(new Embedding(vector, MODEL.name(), MODEL.revision(), true))
        .setContentSha256("0".repeat(64))
        .setMediaType("image/jpeg")
        .setWidth(640)
        .setHeight(480)
        .setLabels(Map.of())
        .setThumbnail(null)
        .setAttributes(Map.of())
        .setEventTime(Instant.ofEpochMilli(number))
        .build();
  }

  /** Queries are other vectors of the same clusters. */
  private float[] query(int number) {
    return generated.vector(-2 - number);
  }

  private double[] searched(SearchIndex index, List<Set<String>> found) {
    double[] millis = new double[options.queries];
    try (Progress progress = display.start("searching", options.queries)) {
      for (int i = -WARM_UP; i < options.queries; i++) {
        SearchQuery query =
            SearchQuery.of(SearchTarget.IMAGES, query(Math.floorMod(i, options.queries)), NEAREST);
        long start = System.nanoTime();
        SearchPage page = index.search(query);
        if (i >= 0) {
          millis[i] = (System.nanoTime() - start) / 1e6;
          Set<String> ids = new HashSet<>();
          page.hits().forEach(hit -> ids.add(hit.id()));
          found.add(ids);
          progress.step();
        }
      }
    }
    return millis;
  }

  private double recall(List<Set<String>> found) {
    ExactSearch exact = new ExactSearch(vectors);
    long right = 0;
    try (Progress progress = display.start("comparing all", options.compared)) {
      for (int i = 0; i < options.compared; i++) {
        Set<String> ids = found.get(i);
        right +=
            exact.nearest(query(i), NEAREST).stream()
                .filter(number -> ids.contains(number.toString()))
                .count();
        progress.step();
      }
    }
    return (double) right / ((long) options.compared * NEAREST);
  }

  private static double size(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      long sum = 0;
      for (Path file : files.toList()) {
        sum += Files.exists(file) ? Files.size(file) : 0;
      }
      return sum;
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
