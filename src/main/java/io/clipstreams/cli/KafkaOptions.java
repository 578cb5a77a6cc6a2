package io.clipstreams.cli;

import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.SerdeClasses;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of every command that speaks to a Kafka of the user's; a mixin. */
final class KafkaOptions {
  @Mixin private ConfigOptions sources;

  @Option(
      names = "--bootstrap-server",
      paramLabel = "HOST:PORT",
      description = "Kafka's brokers: bootstrap.servers (default: localhost:9092).")
  private String bootstrapServer;

  @Option(
      names = "--registry",
      paramLabel = "URL",
      description = "The schema registry's base URL (default: http://localhost:8081).")
  private String registry;

  /**
   * The configuration out of all sources.
   *
   * @throws ParameterException if it is not valid
   */
  ClipConfig config(Console console) {
    Map<String, String> settings = new HashMap<>(sources.overrides());
    if (bootstrapServer != null) {
      settings.put("bootstrap.servers", bootstrapServer);
    }
    return registry == null ? sources.config(console, settings) : withRegistry(console, settings);
  }

  /** The serde that the sources choose says which key the registry's URL belongs to. */
  private ClipConfig withRegistry(Console console, Map<String, String> settings) {
    settings.put(ClipConfig.SCHEMA_REGISTRY_URL_CONFIG, registry);
    settings.put(ClipConfig.APICURIO_REGISTRY_URL_CONFIG, registry);
    ClipConfig config = sources.config(console, settings);
    if (config.topics().serde().equals(SerdeClasses.APICURIO)) {
      settings.remove(ClipConfig.SCHEMA_REGISTRY_URL_CONFIG);
      return sources.config(console, settings);
    }
    return config;
  }
}
