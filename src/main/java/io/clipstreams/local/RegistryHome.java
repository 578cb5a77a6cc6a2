package io.clipstreams.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/**
 * The unpacked Apicurio Registry server, as the build leaves it in {@code target/registry}.
 *
 * @param runner the server's jar; its manifest names its libraries beside it
 * @param mainClass the class to start
 */
record RegistryHome(Path runner, String mainClass) {
  /** The system property that says where the server is; the launcher sets it. */
  static final String PROPERTY = "clip.registry.home";

  private static final Path BUILT = Path.of("target", "registry");
  private static final String RUNNER = "apicurio-registry-app-*-runner.jar";

  /** Where the system property says that the server is, or else under the working directory. */
  static Path configured() {
    return Path.of(System.getProperty(PROPERTY, BUILT.toString()));
  }

  /**
   * @throws LocalStartException when the server is not in this directory
   */
  static RegistryHome in(Path directory) {
    Path home = directory.toAbsolutePath();
    try {
      Path runner = runner(home).orElseThrow(() -> missing(home));
      return new RegistryHome(runner, mainClass(runner));
    } catch (IOException e) {
      throw new LocalStartException("The schema registry in " + home + " cannot be read: " + e, e);
    }
  }

  private static Optional<Path> runner(Path home) throws IOException {
    if (!Files.isDirectory(home)) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> found = Files.newDirectoryStream(home, RUNNER)) {
      Iterator<Path> all = found.iterator();
      return all.hasNext() ? Optional.of(all.next()) : Optional.empty();
    }
  }

  private static String mainClass(Path runner) throws IOException {
    try (JarFile jar = new JarFile(runner.toFile())) {
      String name = jar.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
      return Optional.ofNullable(name)
          .orElseThrow(() -> new IOException("no Main-Class in the manifest of " + runner));
    }
  }

  private static LocalStartException missing(Path home) {
    return new LocalStartException(
        ("The schema registry's %s is not in %s. Build it with 'mvn package', or say with"
                + " -D%s=DIRECTORY where it is")
            .formatted(RUNNER, home, PROPERTY));
  }
}
