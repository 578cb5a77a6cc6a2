package io.clipstreams.config;

/** What may be held in memory: {@code clip.memory.*}. */
public final class MemoryConfig {
  public static final String INPUT_BYTES_CONFIG = "clip.memory.input.bytes";
  private static final String INPUT_BYTES_DOC =
      "The most bytes of input records that the application holds between Kafka and the processing"
          + " of each, fetched ones included; shared evenly by its threads. Unset, a quarter of the"
          + " heap. max.poll.records, buffered.records.per.partition, fetch.max.bytes and"
          + " max.partition.fetch.bytes follow from it unless they are set.";

  public static final String STATE_BYTES_CONFIG = "clip.memory.state.bytes";
  private static final String STATE_BYTES_DOC =
      "The memory outside of the heap that the caches and write buffers of all state stores share."
          + " Of no effect where rocksdb.config.setter is set.";

  private static final int HEAP_SHARE = 4;

  private final Values values;

  MemoryConfig(Values values) {
    this.values = values;
  }

  static void define(Keys keys) {
    keys.group("Memory")
        .size(
            INPUT_BYTES_CONFIG,
            null,
            DataSize.ofMebibytes(1),
            DataSize.ofMebibytes(1 << 20),
            INPUT_BYTES_DOC)
        .size(
            STATE_BYTES_CONFIG,
            "256MiB",
            DataSize.ofMebibytes(8),
            DataSize.ofMebibytes(1 << 20),
            STATE_BYTES_DOC);
  }

  /** {@value #INPUT_BYTES_CONFIG}; a quarter of this process's heap unless it is set. */
  public DataSize inputBytes() {
    return values
        .optionalString(INPUT_BYTES_CONFIG)
        .map(DataSize::parse)
        .orElseGet(() -> DataSize.ofBytes(Runtime.getRuntime().maxMemory() / HEAP_SHARE));
  }

  /** {@value #STATE_BYTES_CONFIG}. */
  public DataSize stateBytes() {
    return values.size(STATE_BYTES_CONFIG);
  }
}
