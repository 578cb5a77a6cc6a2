package io.clipstreams.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The models known by name: those inside the program and those that can be downloaded. */
public final class ModelCatalog {
  private static final String RESOURCE = "/models/catalog.json";

  private final List<String> bundled;
  private final List<CatalogEntry> entries;

  /**
   * A catalogue.
   *
   * @param bundled names of the models inside the program
   * @param entries models that can be downloaded
   */
  public ModelCatalog(
      @JsonProperty("bundled") List<String> bundled,
      @JsonProperty("models") List<CatalogEntry> entries) {
    this.bundled = List.copyOf(bundled);
    this.entries = List.copyOf(entries);
  }

  /** The catalogue inside the program. */
  public static ModelCatalog load() {
    ObjectMapper mapper =
        new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
    try (InputStream in = ModelCatalog.class.getResourceAsStream(RESOURCE)) {
      return mapper.readValue(in, ModelCatalog.class);
    } catch (IOException e) {
      throw new UncheckedIOException("the program's own " + RESOURCE + " cannot be read", e);
    }
  }

  /** Names of the models inside the program, as in {@code bundled:NAME}. */
  public List<String> bundled() {
    return bundled;
  }

  /** Models that can be downloaded. */
  public List<CatalogEntry> entries() {
    return entries;
  }

  /** The downloadable model of this name. */
  public Optional<CatalogEntry> find(String name) {
    return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  /** All that {@code clip.model} may be besides a directory, for messages. */
  String names() {
    return bundled.stream()
            .map(name -> ModelReference.BUNDLED + name)
            .collect(Collectors.joining(", "))
        + ", "
        + entries.stream().map(CatalogEntry::name).collect(Collectors.joining(", "));
  }
}
