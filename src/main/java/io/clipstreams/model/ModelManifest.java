package io.clipstreams.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a model's directory should hold (manifest.json): written by a download, and shipped with the
 * models inside the program.
 *
 * @param name the model's name
 * @param repository where it came from
 * @param revision what was asked for there
 * @param commit what that was then, if the hub said so
 * @param files the files that make the model
 */
public record ModelManifest(
    String name,
    Optional<String> repository,
    Optional<String> revision,
    Optional<String> commit,
    List<Entry> files) {
  /** The file's name in a model's directory. */
  public static final String FILE_NAME = "manifest.json";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * A file of a model.
   *
   * @param path within the directory, with {@code /}
   * @param size in bytes
   * @param sha256 of the content, in lower-case hexadecimal
   * @param checkedAgainst what stood for its content when it was downloaded
   */
  public record Entry(String path, long size, String sha256, Optional<String> checkedAgainst) {}

  public ModelManifest {
    files = List.copyOf(files);
  }

  /** The manifest of a directory, if it has one. */
  public static Optional<ModelManifest> of(Path directory) {
    Path file = directory.resolve(FILE_NAME);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new ModelException(file + " cannot be read: " + ModelException.firstLine(e), e);
    }
  }

  static ModelManifest parse(byte[] json) throws IOException {
    JsonNode root = MAPPER.readTree(json);
    if (!root.path("name").isTextual() || root.path("files").isEmpty()) {
      throw new IOException("it names no model or no files");
    }
    List<Entry> files = new ArrayList<>();
    for (JsonNode file : root.path("files")) {
      files.add(
          new Entry(
              file.path("path").asText(),
              file.path("size").asLong(),
              file.path("sha256").asText(),
              text(file, "checked_against")));
    }
    return new ModelManifest(
        root.path("name").textValue(),
        text(root, "repository"),
        text(root, "revision"),
        text(root, "commit"),
        files);
  }

  private static Optional<String> text(JsonNode node, String key) {
    return Optional.ofNullable(node.path(key).textValue());
  }

  byte[] toJson() {
    ObjectNode root = MAPPER.createObjectNode().put("name", name);
    repository.ifPresent(value -> root.put("repository", value));
    revision.ifPresent(value -> root.put("revision", value));
    commit.ifPresent(value -> root.put("commit", value));
    for (Entry entry : files) {
      ObjectNode file =
          root.withArray("files")
              .addObject()
              .put("path", entry.path())
              .put("size", entry.size())
              .put("sha256", entry.sha256());
      entry.checkedAgainst().ifPresent(value -> file.put("checked_against", value));
    }
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a manifest cannot be written", e);
    }
  }

  /**
   * Compares a directory with this manifest.
   *
   * @return one line for every file that is missing or differs; empty if all is well
   */
  public List<String> verify(Path directory) {
    List<String> problems = new ArrayList<>();
    for (Entry entry : files) {
      verify(directory, entry).ifPresent(problems::add);
    }
    return problems;
  }

  /** The files of a directory that are as they should be. */
  List<Entry> intact(Path directory) {
    return files.stream().filter(entry -> verify(directory, entry).isEmpty()).toList();
  }

  private static Optional<String> verify(Path directory, Entry entry) {
    Path file = directory.resolve(entry.path());
    if (!Files.isRegularFile(file)) {
      return Optional.of(entry.path() + " is missing");
    }
    try {
      long size = Files.size(file);
      if (size != entry.size()) {
        return Optional.of("%s has %d bytes, not %d".formatted(entry.path(), size, entry.size()));
      }
    } catch (IOException e) {
      return Optional.of(entry.path() + " cannot be read: " + ModelException.firstLine(e));
    }
    String sha256 = Digests.sha256(file);
    return sha256.equals(entry.sha256())
        ? Optional.empty()
        : Optional.of(
            "%s has the SHA-256 %s, not %s".formatted(entry.path(), sha256, entry.sha256()));
  }
}
