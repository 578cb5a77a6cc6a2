package io.clipstreams.model;

import java.nio.file.Path;

/**
 * A file of a model.
 *
 * @param name its path within the model's directory, with {@code /}
 * @param path where it lies
 */
public record ModelFile(String name, Path path) {}
