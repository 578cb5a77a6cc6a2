package io.clipstreams.model;

import java.util.List;

/**
 * A public model that can be downloaded.
 *
 * @param name by which it is configured, such as {@code openai/clip-vit-base-patch32}
 * @param repository on the hub, where its ONNX conversion lies
 * @param revision branch, tag or commit of the repository
 * @param files paths within the repository
 * @param logitScale trained logit scale, linear; these models' config.json does not state it
 * @param contextLength most tokens a text may have, where config.json leaves it out
 * @param dimension of the embeddings
 * @param description for people
 */
public record CatalogEntry(
    String name,
    String repository,
    String revision,
    List<String> files,
    double logitScale,
    int contextLength,
    int dimension,
    String description) {
  public CatalogEntry {
    files = List.copyOf(files);
  }
}
