package io.clipstreams.local;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** How the registry server is started as a child process. */
final class RegistryCommand {
  /** Whether schemas outlive the server. */
  enum Storage {
    MEMORY,
    FILE
  }

  private static final Path SHELL = Path.of("/bin/sh");
  // Small and quick to start; a server that runs out of memory must not linger half alive.
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-Xms48m",
          "-Xmx256m",
          "-Xss512k",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+ExitOnOutOfMemoryError",
          "-Dfile.encoding=UTF-8");

  private RegistryCommand() {}

  /**
   * @param directory becomes the child's working directory and holds what it keeps
   */
  static ProcessBuilder of(
      RegistryHome home, String host, int port, Path directory, Storage storage)
      throws IOException {
    Path guard = extractGuard(directory);
    List<String> command = new ArrayList<>(withoutTerminalInterrupts());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_OPTIONS);
    command.add("-cp");
    command.add(guard + File.pathSeparator + home.runner());
    command.add(EndsWithParent.class.getName());
    command.add(home.mainClass());
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(RegistryCommand::wouldReconfigure);
    environment.putAll(configuration(host, port, storage));
    return builder;
  }

  /**
   * Control-C reaches every process of the terminal. The registry is needed until its users have
   * ended, so that it ignores it and is ended by us.
   */
  private static List<String> withoutTerminalInterrupts() {
    return Files.isExecutable(SHELL)
        ? List.of(SHELL.toString(), "-c", "trap '' INT; exec \"$0\" \"$@\"")
        : List.of();
  }

  private static boolean wouldReconfigure(String variable) {
    return Stream.of("APICURIO_", "QUARKUS_", "REGISTRY_").anyMatch(variable::startsWith);
  }

  private static Map<String, String> configuration(String host, int port, Storage storage) {
    // A relative path: blanks and semicolons in the directory's name would end up in the URL.
    String database =
        storage == Storage.FILE ? "jdbc:h2:file:./registry;WRITE_DELAY=0" : "jdbc:h2:mem:registry";
    return Map.ofEntries(
        Map.entry("QUARKUS_HTTP_HOST", host),
        Map.entry("QUARKUS_HTTP_PORT", Integer.toString(port)),
        Map.entry("QUARKUS_MANAGEMENT_HOST", host),
        Map.entry("QUARKUS_MANAGEMENT_PORT", "0"),
        Map.entry("QUARKUS_HTTP_ACCESS_LOG_ENABLED", "false"),
        Map.entry("QUARKUS_BANNER_ENABLED", "false"),
        Map.entry("APICURIO_DATASOURCE_URL", database),
        Map.entry("APICURIO_DATASOURCE_JDBC_INITIAL_SIZE", "1"),
        Map.entry("APICURIO_DATASOURCE_JDBC_MIN_SIZE", "1"),
        Map.entry("APICURIO_DATASOURCE_JDBC_MAX_SIZE", "10"));
  }

  /** Puts the one class of ours that the child needs into a directory without our others. */
  private static Path extractGuard(Path directory) throws IOException {
    String resource = EndsWithParent.class.getName().replace('.', '/') + ".class";
    Path root = directory.resolve("guard");
    Path file = root.resolve(resource);
    Files.createDirectories(file.getParent());
    try (InputStream bytes = EndsWithParent.class.getClassLoader().getResourceAsStream(resource)) {
      if (bytes == null) {
        throw new IOException(resource + " is not on the class path");
      }
      Files.copy(bytes, file, StandardCopyOption.REPLACE_EXISTING);
    }
    return root;
  }
}
