package io.clipstreams.index.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;

/**
 * What is noted of an image's file, to see whether it is still the same.
 *
 * @param size in bytes
 * @param modified in milliseconds since 1970
 * @param sha256 of its content
 * @param labels which labels it was compared with
 */
record FileStamp(long size, long modified, String sha256, String labels) {
  private static final int PARTS = 4;

  static Optional<FileStamp> parse(String note) {
    String[] parts = note.split(" ", -1);
    try {
      return parts.length == PARTS
          ? Optional.of(
              new FileStamp(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2], parts[3]))
          : Optional.empty();
    } catch (NumberFormatException notOurs) {
      return Optional.empty();
    }
  }

  /** Of a file as it is; its content is only read where size or time are not those of before. */
  static FileStamp of(Path file, Optional<FileStamp> before, String labels) throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    long modified = now.lastModifiedTime().toMillis();
    Optional<String> known =
        before
            .filter(stamp -> stamp.size == now.size() && stamp.modified == modified)
            .map(FileStamp::sha256);
    String content = known.isPresent() ? known.get() : Sha256.of(file);
    return new FileStamp(now.size(), modified, content, labels);
  }

  /** Whether size and time are those of a file as it is. */
  boolean isOf(Path file) throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    return size == now.size() && modified == now.lastModifiedTime().toMillis();
  }

  Instant time() {
    return Instant.ofEpochMilli(modified);
  }

  String note() {
    return "%d %d %s %s".formatted(size, modified, sha256, labels);
  }
}
