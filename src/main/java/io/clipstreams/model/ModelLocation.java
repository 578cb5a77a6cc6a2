package io.clipstreams.model;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a model lies, and under which name.
 *
 * @param directory its directory
 * @param name its name, as embeddings carry it
 * @param entry what the catalogue says of it, if it is in there
 */
public record ModelLocation(Path directory, String name, Optional<CatalogEntry> entry) {}
