package io.clipstreams.cli;

import io.clipstreams.config.ClipConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that reads the configuration; a mixin. */
final class ConfigOptions {
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

  /** What {@code -D} sets. */
  Map<String, String> overrides() {
    return overrides;
  }

  /**
   * The configuration out of all sources.
   *
   * @throws ParameterException if it is not valid
   */
  ClipConfig config(Console console) {
    return config(console, overrides);
  }

  /**
   * The configuration out of all sources, with other settings in the place of {@code -D}'s.
   *
   * @throws ParameterException if it is not valid
   */
  ClipConfig config(Console console, Map<String, String> settings) {
    try {
      return ClipConfig.load(Optional.ofNullable(file), console.environment(), settings);
    } catch (ConfigException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }
}
