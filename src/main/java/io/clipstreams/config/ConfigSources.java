package io.clipstreams.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;

/** Reads keys and values out of a file, the environment and the command line. */
final class ConfigSources {
  private static final String OUR_VARIABLES = "CLIP_";
  private static final String KAFKA_VARIABLES = "KAFKA_";

  /** The launcher's, and what Kubernetes makes for a service named clip-streams. */
  private static final Pattern NOT_OUR_KEYS = Pattern.compile("CLIP_CLASSPATH|CLIP_STREAMS_.*");

  /**
   * What Kafka's scripts and images read themselves, and what Kubernetes makes for a service named
   * kafka.
   */
  private static final Pattern NOT_KAFKA_KEYS =
      Pattern.compile(
          "KAFKA_(HOME|VERSION|SCALA_VERSION|DEBUG|.*_?OPTS|JVM_PERFORMANCE_OPTS|JMX_PORT|LOG_DIR"
              + "|MODE|SERVICE_.*|PORT|PORT_.*)");

  private final Set<String> ourKeys;

  ConfigSources(Set<String> ourKeys) {
    this.ourKeys = ourKeys;
  }

  Map<String, String> file(Path path) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (NoSuchFileException e) {
      throw new ConfigException("no configuration file " + path);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException("cannot read the configuration file " + path + ": " + e);
    }
    Map<String, String> settings = new HashMap<>();
    properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
    settings.keySet().forEach(key -> requireKnown(key, "in " + path));
    return settings;
  }

  /** An empty variable counts as unset: compose files pass those through. */
  Map<String, String> environment(Map<String, String> environment) {
    Map<String, String> settings = new HashMap<>();
    new TreeMap<>(environment)
        .forEach(
            (variable, value) -> {
              if (!value.isEmpty()) {
                putVariable(variable, value, settings);
              }
            });
    return settings;
  }

  private void putVariable(String variable, String value, Map<String, String> settings) {
    if (variable.startsWith(OUR_VARIABLES) && !NOT_OUR_KEYS.matcher(variable).matches()) {
      String key = key(variable);
      requireKnown(key, "from the environment variable " + variable);
      settings.put(key, value);
    } else if (variable.startsWith(KAFKA_VARIABLES)
        && !NOT_KAFKA_KEYS.matcher(variable).matches()) {
      settings.put(key(variable.substring(KAFKA_VARIABLES.length())), value);
    }
  }

  private static String key(String variable) {
    return variable.toLowerCase(Locale.ROOT).replace('_', '.');
  }

  Map<String, String> overrides(Map<String, String> overrides) {
    overrides.keySet().forEach(key -> requireKnown(key, "on the command line"));
    return overrides;
  }

  private void requireKnown(String key, String where) {
    if (ClipConfig.isOurs(key) && !ourKeys.contains(key)) {
      throw new ConfigException(
          "unknown key %s %s; did you mean %s? 'clip-streams config' lists all"
              .formatted(key, where, NearestName.of(key, ourKeys)));
    }
  }
}
