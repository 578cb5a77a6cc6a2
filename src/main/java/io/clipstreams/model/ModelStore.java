package io.clipstreams.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds models: inside the program, in the cache of downloaded ones, or in a directory.
 *
 * @param cache where models are unpacked and downloaded to
 * @param catalog the models known by name
 */
public record ModelStore(Path cache, ModelCatalog catalog) {
  /** {@code ~/.cache/clip-streams/models}. */
  public static Path defaultCache() {
    return Path.of(System.getProperty("user.home"), ".cache", "clip-streams", "models");
  }

  /**
   * Finds a model, and unpacks it if it is a bundled one.
   *
   * @param reference the value of {@code clip.model}
   * @throws ModelException if it is not there; the message says how to get it
   */
  public ModelLocation locate(String reference) {
    ModelReference parsed = ModelReference.parse(reference, catalog);
    if (parsed instanceof ModelReference.Bundled bundled) {
      return new ModelLocation(
          new BundledModel(bundled.name()).unpack(cache), bundled.name(), Optional.empty());
    }
    if (parsed instanceof ModelReference.Catalogued catalogued) {
      CatalogEntry entry = catalogued.entry();
      requireFiles(entry);
      return new ModelLocation(directory(entry), entry.name(), Optional.of(entry));
    }
    Path directory = ((ModelReference.Directory) parsed).path();
    String name =
        ModelManifest.of(directory)
            .map(ModelManifest::name)
            .orElseGet(() -> directory.toAbsolutePath().normalize().getFileName().toString());
    return new ModelLocation(directory, name, catalog.find(name));
  }

  /** Where a model of the catalogue is kept. */
  public Path directory(CatalogEntry entry) {
    return cache.resolve(entry.name());
  }

  /** Whether all files of a model of the catalogue are there. */
  public boolean isDownloaded(CatalogEntry entry) {
    return entry.files().stream()
        .allMatch(file -> Files.isRegularFile(directory(entry).resolve(file)));
  }

  private void requireFiles(CatalogEntry entry) {
    if (!isDownloaded(entry)) {
      throw new ModelException(
          "the model %s is not here yet: get it with 'clip-streams model download %s', or put %s of %s into %s by hand"
              .formatted(
                  entry.name(),
                  entry.name(),
                  String.join(", ", entry.files()),
                  entry.repository(),
                  directory(entry).toAbsolutePath()));
    }
  }
}
