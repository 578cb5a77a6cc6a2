package io.clipstreams.model;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** What {@code clip.model} names. */
public sealed interface ModelReference {
  /** Begins the names of models inside the program. */
  String BUNDLED = "bundled:";

  /** A model inside the program. */
  record Bundled(String name) implements ModelReference {}

  /** A model of the catalogue, wherever its files are kept. */
  record Catalogued(CatalogEntry entry) implements ModelReference {}

  /** A directory. */
  record Directory(Path path) implements ModelReference {}

  /**
   * Understands {@code bundled:NAME}, a name of the catalogue, or else a directory (write {@code
   * ./openai/clip-vit-base-patch32} for a directory that is called as the catalogue calls a model).
   *
   * @throws ModelException if it is none of these
   */
  static ModelReference parse(String reference, ModelCatalog catalog) {
    if (reference.startsWith(BUNDLED)) {
      String name = reference.substring(BUNDLED.length());
      if (!catalog.bundled().contains(name)) {
        throw unknown(reference, catalog);
      }
      return new Bundled(name);
    }
    Optional<CatalogEntry> entry = catalog.find(reference);
    if (entry.isPresent()) {
      return new Catalogued(entry.get());
    }
    try {
      Path path = Path.of(reference);
      if (!reference.isBlank() && Files.isDirectory(path)) {
        return new Directory(path);
      }
    } catch (InvalidPathException e) {
      throw unknown(reference, catalog);
    }
    throw unknown(reference, catalog);
  }

  private static ModelException unknown(String reference, ModelCatalog catalog) {
    return new ModelException(
        "the model '%s' is neither a directory nor one of %s"
            .formatted(reference, catalog.names()));
  }
}
