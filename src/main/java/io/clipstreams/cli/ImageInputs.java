package io.clipstreams.cli;

import io.clipstreams.client.ImageFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Image files as they are named on the command line: files, folders with all below them, and
 * patterns such as {@code photos/*.jpg} that no shell has resolved.
 *
 * @param files in the order they were named, each once
 * @param skipped how many files in folders are no images by their names
 * @param missing what is not there, and why
 */
record ImageInputs(List<Path> files, long skipped, List<String> missing) {
  private static final String PATTERN_SIGNS = "*?[{";

  ImageInputs {
    files = List.copyOf(files);
    missing = List.copyOf(missing);
  }

  static ImageInputs find(List<String> names) throws IOException {
    Set<Path> files = new LinkedHashSet<>();
    List<String> missing = new ArrayList<>();
    long skipped = 0;
    for (String name : names) {
      List<Path> paths = resolved(name);
      if (paths.isEmpty()) {
        missing.add(name + ": no file matches");
      }
      for (Path path : paths) {
        try {
          ImageFile.Found found = ImageFile.find(List.of(path));
          found.images().forEach(image -> files.add(image.path()));
          skipped += found.others();
        } catch (NoSuchFileException absent) {
          missing.add(path + ": there is no such file or folder");
        }
      }
    }
    return new ImageInputs(List.copyOf(files), skipped, missing);
  }

  /** Whether it names a file or folder, or is a pattern that some match. */
  static boolean isThere(String name) throws IOException {
    return isPattern(name) ? !resolved(name).isEmpty() : Files.exists(Path.of(name));
  }

  private static boolean isPattern(String name) {
    return name.chars().anyMatch(sign -> PATTERN_SIGNS.indexOf(sign) >= 0)
        && !Files.exists(Path.of(name));
  }

  /** Only the last part of a path can be a pattern. */
  private static List<Path> resolved(String name) throws IOException {
    if (!isPattern(name)) {
      return List.of(Path.of(name));
    }
    Path path = Path.of(name);
    Path folder = path.getParent() == null ? Path.of("") : path.getParent();
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> matching = new ArrayList<>();
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(folder, path.getFileName().toString())) {
      found.forEach(matching::add);
    }
    matching.removeIf(file -> file.getFileName().toString().startsWith("."));
    matching.sort(null);
    return matching;
  }
}
