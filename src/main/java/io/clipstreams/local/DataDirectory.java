package io.clipstreams.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a part of the local stack keeps its files: one that stays, or a temporary one that is
 * removed at close. It is locked while in use, since a second user would damage what is stored
 * before it found out.
 */
final class DataDirectory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);
  private static final String LOCK_FILE = ".clip-streams.lock";

  private final Path path;
  private final boolean temporary;
  private final FileChannel lock;

  private DataDirectory(Path path, boolean temporary) throws IOException {
    this.path = path;
    this.temporary = temporary;
    this.lock = lock(path);
  }

  /**
   * The directory given, created when missing, or a new temporary one.
   *
   * @throws LocalStartException when it cannot be made or is in use
   */
  static DataDirectory of(Optional<Path> given, String temporaryName) {
    try {
      return given.isPresent()
          ? new DataDirectory(Files.createDirectories(given.get()).toRealPath(), false)
          : new DataDirectory(Files.createTempDirectory(temporaryName), true);
    } catch (IOException e) {
      throw new LocalStartException("The data directory cannot be made: " + e, e);
    }
  }

  /** An existing directory. */
  Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      lock.close();
      if (temporary) {
        remove(path);
      }
    } catch (IOException e) {
      LOG.warn("The data directory {} was not released", path, e);
    }
  }

  private static FileChannel lock(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!locked(channel)) {
      channel.close();
      throw new LocalStartException(
          "The data directory %s is in use by another clip-streams; end that one or choose another"
              .formatted(path));
    }
    return channel;
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Taken by this very process.
      return false;
    }
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    }
  }
}
