package io.clipstreams.cli;

import io.clipstreams.config.ClipConfig;
import io.clipstreams.config.SerdeClasses;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that reads the configuration; a mixin. */
final class KafkaOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration in a properties file.")
  private Path file;

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description = "A configuration key; goes before environment and file. Repeatable.")
  private Map<String, String> overrides = new LinkedHashMap<>();

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
    Map<String, String> settings = new HashMap<>(overrides);
    if (bootstrapServer != null) {
      settings.put("bootstrap.servers", bootstrapServer);
    }
    Optional<Path> path = Optional.ofNullable(file);
    try {
      if (registry == null) {
        return ClipConfig.load(path, console.environment(), settings);
      }
      return withRegistry(path, console.environment(), settings);
    } catch (ConfigException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  /** The serde that the sources choose says which key the registry's URL belongs to. */
  private ClipConfig withRegistry(
      Optional<Path> path, Map<String, String> environment, Map<String, String> settings) {
    settings.put(ClipConfig.SCHEMA_REGISTRY_URL_CONFIG, registry);
    settings.put(ClipConfig.APICURIO_REGISTRY_URL_CONFIG, registry);
    ClipConfig config = ClipConfig.load(path, environment, settings);
    if (config.topics().serde().equals(SerdeClasses.APICURIO)) {
      settings.remove(ClipConfig.SCHEMA_REGISTRY_URL_CONFIG);
      return ClipConfig.load(path, environment, settings);
    }
    return config;
  }
}
