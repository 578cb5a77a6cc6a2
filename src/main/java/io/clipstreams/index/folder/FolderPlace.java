package io.clipstreams.index.folder;

import io.clipstreams.index.IndexException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a folder and its index lie. An index inside of its folder may be moved with it.
 *
 * @param index the index's directory, absolute
 * @param folder the folder, absolute
 */
public record FolderPlace(Path index, Path folder) {
  /** Where a folder's index lies unless another place is named; hidden, and so no part of it. */
  public static final String DIRECTORY = ".clip-streams-index";

  private static final String NOTE = "folder";

  /** The folder of an index, if it is one's. */
  public static Optional<Path> folderOf(Path index, Map<String, String> notes) {
    return Optional.ofNullable(notes.get(NOTE)).map(note -> index.resolve(note).normalize());
  }

  Map<String, String> notes() {
    return Map.of(
        NOTE, index.startsWith(folder) ? index.relativize(folder).toString() : folder.toString());
  }

  /**
   * Refuses an index that is not this folder's.
   *
   * @param found of the index as it is
   * @throws IndexException if it is another folder's, or the application's
   */
  public void require(Map<String, String> found) {
    if (!found.isEmpty() && !notes().equals(found)) {
      throw new IndexException(
          "the index at %s is %s; name another directory by --index-dir"
              .formatted(
                  index,
                  folderOf(index, found)
                      .map(other -> "that of folder " + other)
                      .orElse("no folder's")));
    }
  }
}
