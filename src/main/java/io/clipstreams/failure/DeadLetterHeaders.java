package io.clipstreams.failure;

/** The names of the headers of dead letters, and of records that were replayed from them. */
public final class DeadLetterHeaders {
  /** Begins the names of KIP-1034. */
  public static final String STREAMS_PREFIX = "__streams.errors.";

  /** Begins our own names. */
  public static final String CLIP_PREFIX = "clip.errors.";

  public static final String EXCEPTION = STREAMS_PREFIX + "exception";
  public static final String MESSAGE = STREAMS_PREFIX + "message";
  public static final String STACKTRACE = STREAMS_PREFIX + "stacktrace";

  /** Where the failed record lies. */
  public static final String TOPIC = STREAMS_PREFIX + "topic";

  public static final String PARTITION = STREAMS_PREFIX + "partition";
  public static final String OFFSET = STREAMS_PREFIX + "offset";
  public static final String CODE = CLIP_PREFIX + "code";
  public static final String STAGE = CLIP_PREFIX + "stage";

  /** How many bytes the value had, where it was too large to be kept. */
  public static final String OMITTED = CLIP_PREFIX + "value.omitted.bytes";

  /** Begins the names that say of a replayed record where it lay first. */
  public static final String REPLAY_PREFIX = "clip.replay.";

  public static final String REPLAY_TOPIC = REPLAY_PREFIX + "topic";
  public static final String REPLAY_PARTITION = REPLAY_PREFIX + "partition";
  public static final String REPLAY_OFFSET = REPLAY_PREFIX + "offset";

  private DeadLetterHeaders() {}
}
