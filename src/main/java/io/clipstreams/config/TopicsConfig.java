package io.clipstreams.config;

import org.apache.kafka.common.config.ConfigDef.Range;

/** Names and shapes of the topics and their serde: {@code clip.topic*}, {@code clip.serde}. */
public final class TopicsConfig {
  /** What a record of the images topic may have beside the image's bytes. */
  public static final DataSize RECORD_OVERHEAD = DataSize.ofKibibytes(64);

  /** What a dead letter may have beside the failed record: its headers. */
  public static final DataSize DEAD_LETTER_OVERHEAD = DataSize.ofMebibytes(1);

  public static final String PREFIX_CONFIG = "clip.topic.prefix";
  private static final String PREFIX_DOC = "Stands before the names of the topics.";

  public static final String PREFIX_OUT_CONFIG = "clip.topic.prefix.out";
  private static final String PREFIX_OUT_DOC =
      "Stands before the names of the outputs. Unset, the same as clip.topic.prefix. A second"
          + " application id with another model reads the same inputs and writes under its own.";

  public static final String AUTO_CREATE_CONFIG = "clip.topics.auto.create";
  private static final String AUTO_CREATE_DOC =
      "Whether run creates missing topics; otherwise it refuses to start without them.";

  public static final String PARTITIONS_CONFIG = "clip.topics.partitions";
  private static final String PARTITIONS_DOC = "How many partitions a topic is created with.";

  public static final String REPLICATION_FACTOR_CONFIG = "clip.topics.replication.factor";
  private static final String REPLICATION_FACTOR_DOC =
      "How many copies of a topic are kept; -1 leaves it to the broker's default.replication.factor.";

  public static final String SERDE_CONFIG = "clip.serde";
  private static final String SERDE_DOC =
      "What writes and reads Avro: apicurio (registry at apicurio.registry.url), confluent (registry"
          + " at schema.registry.url; needs a build with -P confluent or its jars on CLIP_CLASSPATH),"
          + " or the class names of a Kafka serializer and deserializer.";

  private final Values values;

  TopicsConfig(Values values) {
    this.values = values;
  }

  static void define(Keys keys) {
    keys.group("Topics")
        .string(PREFIX_CONFIG, "clip.", Checks.topicPrefix(), PREFIX_DOC)
        .string(PREFIX_OUT_CONFIG, null, Checks.topicPrefix(), PREFIX_OUT_DOC)
        .flag(AUTO_CREATE_CONFIG, false, AUTO_CREATE_DOC)
        .integer(PARTITIONS_CONFIG, 6, Range.between(1, 10_000), PARTITIONS_DOC)
        .integer(
            REPLICATION_FACTOR_CONFIG, -1, Checks.oneOrMoreOrMinusOne(), REPLICATION_FACTOR_DOC)
        .string(
            SERDE_CONFIG,
            "apicurio",
            Checks.matching(
                SerdeClasses::isValid,
                "apicurio, confluent or SERIALIZER_CLASS,DESERIALIZER_CLASS"),
            SERDE_DOC);
  }

  /** The names of all topics. */
  public TopicNames names() {
    String prefix = values.string(PREFIX_CONFIG);
    return new TopicNames(prefix, values.optionalString(PREFIX_OUT_CONFIG).orElse(prefix));
  }

  /** {@value #AUTO_CREATE_CONFIG}. */
  public boolean autoCreate() {
    return values.flag(AUTO_CREATE_CONFIG);
  }

  /** {@value #PARTITIONS_CONFIG}: at least 1. */
  public int partitions() {
    return values.integer(PARTITIONS_CONFIG);
  }

  /** {@value #REPLICATION_FACTOR_CONFIG}: at least 1, or -1 for the broker's default. */
  public short replicationFactor() {
    return (short) values.integer(REPLICATION_FACTOR_CONFIG);
  }

  /** {@value #SERDE_CONFIG}. */
  public SerdeClasses serde() {
    return SerdeClasses.parse(values.string(SERDE_CONFIG));
  }
}
