package io.clipstreams.index.folder;

import io.clipstreams.index.IndexException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where a folder and its index lie. An index inside of its folder may be moved with it.
 *
 * @param index the index's directory, absolute
 * @param folder the folder, absolute
 * @param captions the texts that were named, absolute; none where those of the folder are taken
 */
public record FolderPlace(Path index, Path folder, List<Path> captions) {
  /** Where a folder's index lies unless another place is named; hidden, and so no part of it. */
  public static final String DIRECTORY = ".clip-streams-index";

  private static final String FOLDER_NOTE = "folder";
  private static final String CAPTIONS_NOTE = "captions";

  /** In no path. */
  private static final String SEPARATOR = "\0";

  public FolderPlace {
    Objects.requireNonNull(index, "index");
    Objects.requireNonNull(folder, "folder");
    captions = List.copyOf(captions);
  }

  /** The folder of an index, if it is one's. */
  public static Optional<Path> folderOf(Path index, Map<String, String> notes) {
    return Optional.ofNullable(notes.get(FOLDER_NOTE)).map(note -> index.resolve(note).normalize());
  }

  /** What an index was made of, if it notes all of it. */
  public static Optional<FolderPlace> of(Path index, Map<String, String> notes) {
    return folderOf(index, notes)
        .filter(folder -> notes.containsKey(CAPTIONS_NOTE))
        .map(folder -> new FolderPlace(index, folder, captions(folder, notes.get(CAPTIONS_NOTE))));
  }

  private static List<Path> captions(Path folder, String note) {
    return Arrays.stream(note.split(SEPARATOR, -1))
        .filter(path -> !path.isEmpty())
        .map(path -> folder.resolve(path).normalize())
        .toList();
  }

  Map<String, String> notes() {
    return Map.of(
        FOLDER_NOTE,
        noted(index.startsWith(folder), index, folder),
        CAPTIONS_NOTE,
        captions.stream()
            .map(path -> noted(path.startsWith(folder), folder, path))
            .collect(Collectors.joining(SEPARATOR)));
  }

  /** What lies in the folder moves with it. */
  private static String noted(boolean inside, Path from, Path path) {
    return inside ? from.relativize(path).toString() : path.toString();
  }

  /**
   * Refuses an index that is not this folder's.
   *
   * @param found of the index as it is
   * @throws IndexException if it is another folder's, or the application's
   */
  public void require(Map<String, String> found) {
    if (!found.isEmpty() && !notes().get(FOLDER_NOTE).equals(found.get(FOLDER_NOTE))) {
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
