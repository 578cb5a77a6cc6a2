package io.clipstreams.config;

import java.time.Duration;
import org.apache.kafka.common.config.ConfigDef.Range;

/**
 * How the model is kept busy: {@code clip.inference.*}, {@code clip.lookahead*} and {@code
 * clip.cache.*}.
 */
public final class InferenceConfig {
  public static final String BATCH_MAX_CONFIG = "clip.inference.batch.max";
  private static final String BATCH_MAX_DOC =
      "The most images in a batch; short texts share one of as many tokens as that many of the"
          + " model's longest texts have. 0 goes by the device: 8 on a CPU, where more does not pay,"
          + " 64 on a GPU.";

  public static final String LINGER_CONFIG = "clip.inference.linger";
  private static final String LINGER_DOC =
      "How long an image that is ready waits for others that are being decoded, so that they share"
          + " a batch. When nothing is being decoded it does not wait.";

  public static final String IMAGE_THREADS_CONFIG = "clip.image.threads";
  private static final String IMAGE_THREADS_DOC =
      "How many threads decode and preprocess images; 0 takes one a core.";

  public static final String LOOKAHEAD_CONFIG = "clip.lookahead";
  private static final String LOOKAHEAD_DOC =
      "Whether records are embedded in batches before their turn. Without it the stream embeds one"
          + " record after the other: for comparison.";

  public static final String LOOKAHEAD_MAX_BYTES_CONFIG = "clip.lookahead.max.bytes";
  private static final String LOOKAHEAD_MAX_BYTES_DOC =
      "How many bytes of records may be under way before their turn, half of them images and half"
          + " captions; what has no room waits for some, until its turn comes.";

  public static final String LOOKAHEAD_MAX_RECORDS_CONFIG = "clip.lookahead.max.records";
  private static final String LOOKAHEAD_MAX_RECORDS_DOC =
      "How many records may be under way before their turn, half of them images and half captions.";

  public static final String CACHE_MAX_BYTES_CONFIG = "clip.cache.max.bytes";
  private static final String CACHE_MAX_BYTES_DOC =
      "How much memory the embeddings of images and texts that were seen lately may take, so that"
          + " the same bytes are embedded once; 0 remembers none.";

  private final Values values;

  InferenceConfig(Values values) {
    this.values = values;
  }

  static void define(Keys keys) {
    keys.group("Inference")
        .integer(BATCH_MAX_CONFIG, 0, Range.between(0, 4096), BATCH_MAX_DOC)
        .duration(LINGER_CONFIG, "500ms", Duration.ZERO, Duration.ofSeconds(10), LINGER_DOC)
        .integer(IMAGE_THREADS_CONFIG, 0, Range.between(0, 1024), IMAGE_THREADS_DOC)
        .flag(LOOKAHEAD_CONFIG, true, LOOKAHEAD_DOC)
        .size(
            LOOKAHEAD_MAX_BYTES_CONFIG,
            "256MiB",
            DataSize.ofKibibytes(64),
            DataSize.ofBytes(1L << 40),
            LOOKAHEAD_MAX_BYTES_DOC)
        .integer(
            LOOKAHEAD_MAX_RECORDS_CONFIG,
            4096,
            Range.between(2, 1_000_000),
            LOOKAHEAD_MAX_RECORDS_DOC)
        .size(
            CACHE_MAX_BYTES_CONFIG,
            "64MiB",
            DataSize.ofBytes(0),
            DataSize.ofBytes(1L << 40),
            CACHE_MAX_BYTES_DOC);
  }

  /** {@value #BATCH_MAX_CONFIG}; 0 goes by the device. */
  public int batchMax() {
    return values.integer(BATCH_MAX_CONFIG);
  }

  /** {@value #LINGER_CONFIG}. */
  public Duration linger() {
    return values.duration(LINGER_CONFIG);
  }

  /** {@value #IMAGE_THREADS_CONFIG}; 0 stands for one a core. */
  public int imageThreads() {
    return values.integer(IMAGE_THREADS_CONFIG);
  }

  /** {@value #LOOKAHEAD_CONFIG}. */
  public boolean lookAhead() {
    return values.flag(LOOKAHEAD_CONFIG);
  }

  /** {@value #LOOKAHEAD_MAX_BYTES_CONFIG}. */
  public DataSize lookAheadMaxBytes() {
    return values.size(LOOKAHEAD_MAX_BYTES_CONFIG);
  }

  /** {@value #LOOKAHEAD_MAX_RECORDS_CONFIG}. */
  public int lookAheadMaxRecords() {
    return values.integer(LOOKAHEAD_MAX_RECORDS_CONFIG);
  }

  /** {@value #CACHE_MAX_BYTES_CONFIG}; 0 remembers none. */
  public DataSize cacheMaxBytes() {
    return values.size(CACHE_MAX_BYTES_CONFIG);
  }
}
