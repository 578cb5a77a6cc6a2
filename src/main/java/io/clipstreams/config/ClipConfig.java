package io.clipstreams.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The whole configuration: our own keys (all start with {@value #PREFIX}) typed and validated in
 * sections, every other key as it is for Kafka Streams, its clients and the registry's serdes.
 * Immutable.
 */
public final class ClipConfig {
  /** Starts every key of ours. */
  public static final String PREFIX = "clip.";

  /** The registry's base URL for {@code clip.serde=apicurio}. */
  public static final String APICURIO_REGISTRY_URL_CONFIG = "apicurio.registry.url";

  /** The registry's URL for {@code clip.serde=confluent}. */
  public static final String SCHEMA_REGISTRY_URL_CONFIG = "schema.registry.url";

  private static final Map<String, String> KAFKA_DEFAULTS =
      Map.of(
          StreamsConfig.APPLICATION_ID_CONFIG,
          "clip-streams",
          CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
          "localhost:9092",
          StreamsConfig.STATE_DIR_CONFIG,
          "data/state",
          StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
          StreamsConfig.EXACTLY_ONCE_V2,
          APICURIO_REGISTRY_URL_CONFIG,
          "http://localhost:8081");

  private final Map<String, String> settings;
  private final Map<String, String> kafka;
  private final Values values;

  private ClipConfig(Map<String, String> settings) {
    this.settings = Map.copyOf(settings);
    Map<String, String> ours = new HashMap<>();
    Map<String, String> theirs = new TreeMap<>(KAFKA_DEFAULTS);
    settings.forEach((key, value) -> (isOurs(key) ? ours : theirs).put(key, value.strip()));
    values = new Values(definition().parse(withoutBlanksForUnset(ours)));
    kafka = Map.copyOf(theirs);
    refuseRegistryOfTheOtherSerde();
    refuseBodiesThatNeverFit();
  }

  /**
   * Reads all sources; of two that set a key the first wins: overrides, environment, file, default.
   *
   * @param file a properties file in UTF-8
   * @param environment the process's variables: {@code CLIP_IMAGE_ALPHA} sets {@code
   *     clip.image.alpha}, {@code KAFKA_BOOTSTRAP_SERVERS} sets {@code bootstrap.servers}
   * @param overrides keys and values of the command line
   * @throws ConfigException if the file cannot be read, a key of ours is unknown or a value invalid
   */
  public static ClipConfig load(
      Optional<Path> file, Map<String, String> environment, Map<String, String> overrides) {
    ConfigSources sources = new ConfigSources(definition().names());
    Map<String, String> settings = new HashMap<>();
    file.ifPresent(path -> settings.putAll(sources.file(path)));
    settings.putAll(sources.environment(environment));
    settings.putAll(sources.overrides(overrides));
    return new ClipConfig(settings);
  }

  /**
   * Defaults, except for what is given; neither environment nor file is read.
   *
   * @throws ConfigException if a key of ours is unknown or a value invalid
   */
  public static ClipConfig of(Map<String, String> settings) {
    return load(Optional.empty(), Map.of(), settings);
  }

  /**
   * This configuration, except for what is given.
   *
   * @throws ConfigException if a key of ours is unknown or a value invalid
   */
  public ClipConfig with(Map<String, String> overrides) {
    Map<String, String> changed = new HashMap<>(settings);
    changed.putAll(overrides);
    return of(changed);
  }

  /** The model and its device. */
  public ModelConfig model() {
    return new ModelConfig(values);
  }

  /** Images. */
  public ImageConfig image() {
    return new ImageConfig(values);
  }

  /** Captions. */
  public TextConfig text() {
    return new TextConfig(values);
  }

  /** Batches and the look-ahead. */
  public InferenceConfig inference() {
    return new InferenceConfig(values);
  }

  /** Labels and mismatches. */
  public JudgingConfig judging() {
    return new JudgingConfig(values);
  }

  /** Detection. */
  public DetectionConfig detection() {
    return new DetectionConfig(values);
  }

  /** Alerts: their times, and who is told. */
  public AlertsConfig alerts() {
    return new AlertsConfig(values);
  }

  /** Topics and their serde. */
  public TopicsConfig topics() {
    return new TopicsConfig(values);
  }

  /** Memory. */
  public MemoryConfig memory() {
    return new MemoryConfig(values);
  }

  /** HTTP. */
  public HttpConfig http() {
    return new HttpConfig(values);
  }

  /** State. */
  public StateConfig state() {
    return new StateConfig(values);
  }

  /** The search index. */
  public IndexConfig index() {
    return new IndexConfig(values);
  }

  /** Health. */
  public HealthConfig health() {
    return new HealthConfig(values);
  }

  /** Logs. */
  public LogConfig log() {
    return new LogConfig(values);
  }

  /** Every key that is not ours, with our defaults for Kafka's; secrets in clear. */
  public Map<String, String> kafkaProperties() {
    return kafka;
  }

  /** A value of {@link #kafkaProperties()}. */
  public Optional<String> kafkaProperty(String key) {
    return Optional.ofNullable(kafka.get(key));
  }

  /**
   * A Kafka key's value as a whole number, if it is set.
   *
   * @throws ConfigException if it is no number
   */
  public Optional<Integer> kafkaNumber(String key) {
    return kafkaProperty(key).map(value -> number(key, value));
  }

  private static int number(String key, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException notANumber) {
      ConfigException refused = new ConfigException(key, value, "is no number");
      refused.initCause(notANumber);
      throw refused;
    }
  }

  /** How often Kafka Streams commits: {@code commit.interval.ms}, or its default. */
  public Duration commitInterval() {
    return Duration.ofMillis(
        new StreamsConfig(kafka).getLong(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG));
  }

  /** {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return kafka.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
  }

  /** {@code application.id}. */
  public String applicationId() {
    return kafka.get(StreamsConfig.APPLICATION_ID_CONFIG);
  }

  /** Our defaults for keys that are Kafka's or a registry's. */
  static Map<String, String> kafkaDefaults() {
    return KAFKA_DEFAULTS;
  }

  /** All keys of ours. A new section is listed here, and has a getter above. */
  static ConfigDef definition() {
    Keys keys = new Keys();
    ModelConfig.define(keys);
    ImageConfig.define(keys);
    TextConfig.define(keys);
    InferenceConfig.define(keys);
    JudgingConfig.define(keys);
    DetectionConfig.define(keys);
    AlertsConfig.define(keys);
    TopicsConfig.define(keys);
    MemoryConfig.define(keys);
    StateConfig.define(keys);
    IndexConfig.define(keys);
    HttpConfig.define(keys);
    HealthConfig.define(keys);
    LogConfig.define(keys);
    return keys.definition();
  }

  static boolean isOurs(String key) {
    return key.startsWith(PREFIX);
  }

  /** A blank value is how a file or a compose file leaves a key unset. */
  private static Map<String, String> withoutBlanksForUnset(Map<String, String> ours) {
    Map<String, String> set = new HashMap<>(ours);
    definition()
        .defaultValues()
        .forEach(
            (key, unset) -> {
              if (unset == null) {
                set.remove(key, "");
              }
            });
    return set;
  }

  /** Otherwise the application would wait for a registry at the other key's default. */
  private void refuseRegistryOfTheOtherSerde() {
    SerdeClasses serde = topics().serde();
    boolean confluentUrl = kafka.containsKey(SCHEMA_REGISTRY_URL_CONFIG);
    if (serde.equals(SerdeClasses.CONFLUENT) && !confluentUrl) {
      throw new ConfigException(
          "clip.serde=confluent needs schema.registry.url, such as http://localhost:8081");
    }
    if (serde.equals(SerdeClasses.APICURIO)
        && confluentUrl
        && !settings.containsKey(APICURIO_REGISTRY_URL_CONFIG)) {
      throw new ConfigException(
          "schema.registry.url is read with clip.serde=confluent only; set that, or"
              + " apicurio.registry.url for Apicurio Registry");
    }
  }

  private void refuseBodiesThatNeverFit() {
    String held = settings.get(HttpConfig.BODIES_MAX_BYTES_CONFIG);
    if (held != null && DataSize.parse(held.strip()).bytes() < http().requestMaxBytes().bytes()) {
      throw new ConfigException(
          "%s=%s is less than %s (%s): no request of that size could be read; raise the one or lower the other"
              .formatted(
                  HttpConfig.BODIES_MAX_BYTES_CONFIG,
                  held,
                  HttpConfig.REQUEST_MAX_BYTES_CONFIG,
                  http().requestMaxBytes()));
    }
  }

  /** The values of all keys as one would write them, by key; unset ones empty, secrets hidden. */
  public Map<String, String> shown() {
    Map<String, String> shown = new TreeMap<>();
    for (String key : definition().names()) {
      Object value = values.raw(key);
      shown.put(key, value == null ? "" : ConfigReference.show(value));
    }
    kafka.forEach((key, value) -> shown.put(key, Secrets.hide(key, value)));
    return shown;
  }

  /** Every key with its value, one a line, secrets hidden. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    shown().forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    return text.toString();
  }
}
