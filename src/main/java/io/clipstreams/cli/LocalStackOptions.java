package io.clipstreams.cli;

import io.clipstreams.local.LocalStack;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options of the commands that bring their own broker and registry; a picocli mix-in. */
final class LocalStackOptions {
  private static final int MAX_PORT = 65_535;

  @Spec(Target.MIXEE)
  private CommandSpec command;

  private int kafkaPort = 9092;
  private int registryPort = 8081;
  private int httpPort = 8080;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Keep records, schemas and state there; without it nothing is kept.")
  private Optional<Path> dataDirectory = Optional.empty();

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "The broker's port, 0 for a free one (default: ${DEFAULT-VALUE}).")
  void setKafkaPort(int port) {
    kafkaPort = checked("--kafka-port", port);
  }

  @Option(
      names = "--registry-port",
      paramLabel = "PORT",
      defaultValue = "8081",
      description = "The schema registry's port, 0 for a free one (default: ${DEFAULT-VALUE}).")
  void setRegistryPort(int port) {
    registryPort = checked("--registry-port", port);
  }

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "The page's port, 0 for a free one (default: ${DEFAULT-VALUE}).")
  void setHttpPort(int port) {
    httpPort = checked("--http-port", port);
  }

  /** Where broker and registry listen and what they keep. */
  LocalStack.Settings stack() {
    return new LocalStack.Settings(kafkaPort, registryPort, dataDirectory);
  }

  /** 0 to 65535; 0 for a free one. */
  int httpPort() {
    return httpPort;
  }

  private int checked(String option, int port) {
    if (port < 0 || port > MAX_PORT) {
      throw new ParameterException(
          command.commandLine(),
          "Invalid value for option '%s': %d is no port (0 to %d)"
              .formatted(option, port, MAX_PORT));
    }
    return port;
  }
}
