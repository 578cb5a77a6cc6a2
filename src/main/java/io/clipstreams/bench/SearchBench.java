package io.clipstreams.bench;

import io.clipstreams.CaptionStatus;
import io.clipstreams.Embedding;
import io.clipstreams.EnrichedCaption;
import io.clipstreams.client.Progress;
import io.clipstreams.index.GraphSettings;
import io.clipstreams.index.IndexSettings;
import io.clipstreams.index.IndexedModel;
import io.clipstreams.index.Origin;
import io.clipstreams.index.SearchHit;
import io.clipstreams.index.SearchIndex;
import io.clipstreams.index.SearchQuery;
import io.clipstreams.index.SearchTarget;
import io.clipstreams.index.WritableIndex;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** The search index: how sure, how fast, how quickly made. */
public final class SearchBench {
  private static final int K = 10;
  private static final int QUERIES = 1_000;
  private static final int WARM_UP = 500;
  private static final int COMPARED = 200;

  private final Options options;
  private final ClusteredVectors vectors;

  private SearchBench(Options options) {
    this.options = options;
    this.vectors = new ClusteredVectors(options.dimensions(), Math.max(1, options.vectors() / 100));
  }

  /**
   * What is measured.
   *
   * @param vectors how many are indexed
   * @param dimensions of each
   * @param graph how the graph is built
   * @param bufferMebibytes what is held in memory before it is written
   * @param directory an empty directory for the index
   */
  public record Options(
      int vectors, int dimensions, GraphSettings graph, int bufferMebibytes, Path directory) {}

  /** Measures. */
  public static Report run(Options options, Progress.Display display) {
    return new SearchBench(options).run(display);
  }

  private Report run(Progress.Display display) {
    IndexedModel model = new IndexedModel("generated", "generated", options.dimensions());
    IndexSettings settings = new IndexSettings(model, options.graph(), options.bufferMebibytes());
    try (WritableIndex index = WritableIndex.open(options.directory(), settings)) {
      double rate = fill(index, display);
      SearchIndex search = index.searching();
      double recall = recall(search, display);
      double[] millis = latencies(search);
      return report(rate, recall, millis);
    }
  }

  /** From the first vector to the commit of the last; all of them can be searched then. */
  private double fill(WritableIndex index, Progress.Display display) {
    long begun = System.nanoTime();
    try (Progress progress = display.start("indexing", options.vectors())) {
      for (int i = 0; i < options.vectors(); i++) {
        index.put(record(i), Origin.of("bench"));
        progress.step();
      }
    }
    index.commit(Map.of());
    index.refresh();
    return options.vectors() / ((System.nanoTime() - begun) / 1e9);
  }

  private EnrichedCaption record(int number) {
    List<Float> numbers = new ArrayList<>(options.dimensions());
    for (float value : vectors.indexed(number)) {
      numbers.add(value);
    }
    return new EnrichedCaption(
        String.valueOf(number),
        "image",
        "caption " + number,
        new Embedding(numbers, "generated", "generated", true),
        8,
        false,
        CaptionStatus.PENDING_IMAGE,
        null,
        Map.of(),
        Instant.ofEpochMilli(number));
  }

  private double recall(SearchIndex search, Progress.Display display) {
    List<float[]> queries = IntStream.range(0, COMPARED).mapToObj(vectors::query).toList();
    List<NearestVectors> exact =
        queries.stream().map(query -> new NearestVectors(query, K)).toList();
    try (Progress progress = display.start("comparing all", options.vectors())) {
      for (int i = 0; i < options.vectors(); i++) {
        float[] vector = vectors.indexed(i);
        for (NearestVectors nearest : exact) {
          nearest.offer(i, vector);
        }
        progress.step();
      }
    }
    int found = 0;
    int wanted = 0;
    for (int i = 0; i < COMPARED; i++) {
      Set<String> best = new HashSet<>(exact.get(i).ids());
      wanted += best.size();
      for (SearchHit hit : search(search, queries.get(i))) {
        found += best.contains(hit.id()) ? 1 : 0;
      }
    }
    return (double) found / wanted;
  }

  private static List<SearchHit> search(SearchIndex search, float[] query) {
    return search.search(SearchQuery.of(SearchTarget.CAPTIONS, query, K)).hits();
  }

  private double[] latencies(SearchIndex search) {
    for (int i = 0; i < WARM_UP; i++) {
      search(search, vectors.query(COMPARED + i));
    }
    double[] millis = new double[QUERIES];
    for (int i = 0; i < QUERIES; i++) {
      float[] query = vectors.query(COMPARED + WARM_UP + i);
      long begun = System.nanoTime();
      search(search, query);
      millis[i] = (System.nanoTime() - begun) / 1e6;
    }
    Arrays.sort(millis);
    return millis;
  }

  private Report report(double rate, double recall, double[] millis) {
    double p50 = millis[millis.length / 2];
    double p99 = millis[(int) Math.ceil(0.99 * millis.length) - 1];
    return new Report(
        Map.of(
            "vectors", String.valueOf(options.vectors()),
            "dimensions", String.valueOf(options.dimensions()),
            "graph", options.graph().toString(),
            "java", Runtime.version().toString()),
        List.of(
            Figure.of("S", "recall@10", recall, "", COMPARED + " queries against comparing all"),
            Figure.of("S", "query, median", p50, "ms", QUERIES + " queries one by one"),
            Figure.of("S", "query, 99th percentile", p99, "ms", ""),
            Figure.of("S", "indexing", rate, "1/s", "one thread adds; to the last commit")),
        List.of(
            Check.atLeast("recall@10", recall, 0.95),
            Check.atMost("99th percentile, ms", p99, 10),
            Check.atLeast("vectors indexed a second", rate, 1_000)));
  }
}
