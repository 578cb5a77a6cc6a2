package io.clipstreams.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef.Range;

/** The search index: {@code clip.index.*}. */
public final class IndexConfig {
  public static final String ENABLED_CONFIG = "clip.index.enabled";
  private static final String ENABLED_DOC =
      "Whether the application keeps a search index of what it has published: of enriched images,"
          + " enriched captions and alerts.";

  public static final String DIR_CONFIG = "clip.index.dir";
  private static final String DIR_DOC =
      "Where the index lies, a directory of its own. Unset, APPLICATION_ID.index in state.dir. What is"
          + " deleted there is made again from the topics.";

  public static final String COMMIT_INTERVAL_CONFIG = "clip.index.commit.interval";
  private static final String COMMIT_INTERVAL_DOC =
      "How often the index is written to disk for good, with the offsets it has come to: after a crash"
          + " so much is read again. What is new can be searched within a second, whatever this is.";

  public static final String BUFFER_CONFIG = "clip.index.buffer.bytes";
  private static final String BUFFER_DOC =
      "What of the index is held in memory before it is written. More makes indexing faster.";

  public static final String CONNECTIONS_CONFIG = "clip.index.graph.connections";
  private static final String CONNECTIONS_DOC =
      "With how many others a vector is connected (HNSW's M). More finds more surely, and costs memory"
          + " and time. For segments that are written from now on.";

  public static final String CANDIDATES_CONFIG = "clip.index.graph.candidates";
  private static final String CANDIDATES_DOC =
      "How many vectors are looked at to connect a new one (HNSW's efConstruction). More finds more"
          + " surely, and makes indexing slower. For segments that are written from now on.";

  private final Values values;

  IndexConfig(Values values) {
    this.values = values;
  }

  static void define(Keys keys) {
    keys.group("Search")
        .flag(ENABLED_CONFIG, true, ENABLED_DOC)
        .string(DIR_CONFIG, null, null, DIR_DOC)
        .duration(
            COMMIT_INTERVAL_CONFIG,
            "10s",
            Duration.ofMillis(100),
            Duration.ofHours(1),
            COMMIT_INTERVAL_DOC)
        .size(
            BUFFER_CONFIG,
            "64MiB",
            DataSize.ofMebibytes(1),
            DataSize.ofMebibytes(1_900),
            BUFFER_DOC)
        .integer(CONNECTIONS_CONFIG, 16, Range.between(2, 512), CONNECTIONS_DOC)
        .integer(CANDIDATES_CONFIG, 100, Range.between(1, 3_200), CANDIDATES_DOC);
  }

  /** {@value #ENABLED_CONFIG}. */
  public boolean enabled() {
    return values.flag(ENABLED_CONFIG);
  }

  /** {@value #DIR_CONFIG}, if it is set. */
  public Optional<Path> directory() {
    return values.optionalString(DIR_CONFIG).map(Path::of);
  }

  /** {@value #COMMIT_INTERVAL_CONFIG}. */
  public Duration commitInterval() {
    return values.duration(COMMIT_INTERVAL_CONFIG);
  }

  /** {@value #BUFFER_CONFIG}. */
  public DataSize buffer() {
    return values.size(BUFFER_CONFIG);
  }

  /** {@value #CONNECTIONS_CONFIG}. */
  public int connections() {
    return values.integer(CONNECTIONS_CONFIG);
  }

  /** {@value #CANDIDATES_CONFIG}. */
  public int candidates() {
    return values.integer(CANDIDATES_CONFIG);
  }
}
