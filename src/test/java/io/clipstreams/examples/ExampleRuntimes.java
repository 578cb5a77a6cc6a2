package io.clipstreams.examples;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Python and Node with the examples' libraries: those under {@code target/examples}, which {@code
 * .ci/run} makes, or others named by the environment.
 */
final class ExampleRuntimes {
  /** A Python that has the libraries. */
  static final String PYTHON_VARIABLE = "CLIP_TEST_PYTHON";

  /** A directory with a {@code node_modules} that has the libraries. */
  static final String NODE_VARIABLE = "CLIP_TEST_NODE_HOME";

  private static final String SKIPPED = "skipped: not verified; ";

  private final Path installed;

  ExampleRuntimes(Path base) {
    installed = base.resolve("target/examples").toAbsolutePath();
  }

  /** Whether any example can run. */
  boolean any() {
    return findPython().isPresent() || hasNode(nodeDirectory());
  }

  /** The Python to run; skips the test when there is none. */
  Path python() {
    Optional<Path> found = findPython();
    assumeTrue(found.isPresent(), SKIPPED + missingPython());
    return found.orElseThrow();
  }

  /** The directory that holds {@code node_modules}; skips the test when there is none. */
  Path nodeHome() {
    Path home = nodeDirectory();
    assumeTrue(hasNode(home), SKIPPED + missingNode());
    return home;
  }

  private Path nodeDirectory() {
    return fromEnvironment(NODE_VARIABLE).orElse(installed);
  }

  private static boolean hasNode(Path home) {
    return Files.isDirectory(home.resolve("node_modules/kafkajs"))
        && Files.isDirectory(home.resolve("node_modules/@kafkajs/confluent-schema-registry"))
        && succeeds(home, "node", "--version");
  }

  private String missingNode() {
    return "Node with the modules of examples/javascript/package.json is needed in "
        + nodeDirectory()
        + " (.ci/run installs them; "
        + NODE_VARIABLE
        + " names another directory)";
  }

  private Optional<Path> findPython() {
    Path python =
        fromEnvironment(PYTHON_VARIABLE).orElse(installed.resolve("venv").resolve("bin/python"));
    boolean usable =
        Files.isExecutable(python)
            && succeeds(
                installed.getRoot(),
                python.toString(),
                "-c",
                "import fastavro, confluent_kafka.schema_registry.avro");
    return usable ? Optional.of(python) : Optional.empty();
  }

  private String missingPython() {
    return "a Python with examples/python/requirements.txt is needed at "
        + installed.resolve("venv")
        + " (.ci/run installs it; "
        + PYTHON_VARIABLE
        + " names another one)";
  }

  private static Optional<Path> fromEnvironment(String variable) {
    return Optional.ofNullable(System.getenv(variable))
        .filter(path -> !path.isBlank())
        .map(Path::of);
  }

  private static boolean succeeds(Path directory, String... command) {
    try {
      return ChildRun.of(directory, command).code() == 0;
    } catch (IOException e) {
      // Not installed.
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while looking for " + command[0], e);
    }
  }
}
