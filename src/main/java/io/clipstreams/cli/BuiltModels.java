package io.clipstreams.cli;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Models that the build puts beside the program, in {@code target/models}: for measuring only. */
final class BuiltModels {
  /** A name of one of them becomes its directory; everything else stays as it is. */
  String resolve(String model) {
    try {
      Path program =
          Path.of(BuiltModels.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path built = program.resolveSibling("models").resolve(model);
      return Files.isDirectory(built) ? built.toString() : model;
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the program's own place is no path", e);
    }
  }
}
