package io.clipstreams.fetch;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Reads files that lie under an allowed folder after all symbolic links. */
final class AllowedFiles {
  private final AllowList allowed;
  private final long maxBytes;

  AllowedFiles(AllowList allowed, long maxBytes) {
    this.allowed = allowed;
    this.maxBytes = maxBytes;
  }

  /**
   * Reads a file.
   *
   * @param uri an allowed URI
   */
  byte[] read(URI uri) throws ProcessingException {
    try {
      Path file = Path.of(uri).toRealPath();
      requireUnderRoot(uri, file);
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw FetchFailures.failed(uri, "it is no regular file");
      }
      requireWithinLimit(uri, Files.size(file));
      // What has become a link meanwhile is not followed.
      try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
        byte[] content = in.readNBytes(Math.toIntExact(maxBytes + 1));
        requireWithinLimit(uri, content.length);
        return content;
      }
    } catch (IOException | IllegalArgumentException unreadable) {
      throw FetchFailures.failed(uri, unreadable.toString(), unreadable);
    }
  }

  private void requireUnderRoot(URI uri, Path file) throws IOException, ProcessingException {
    for (URI root : allowed.prefixes("file")) {
      Path folder = Path.of(root);
      if (Files.exists(folder) && file.startsWith(folder.toRealPath())) {
        return;
      }
    }
    throw new ProcessingException(
        FailureCode.FETCH_FORBIDDEN,
        "'%s' leads to '%s', outside the folders of clip.image.uri.allow".formatted(uri, file));
  }

  private void requireWithinLimit(URI uri, long bytes) throws ProcessingException {
    if (bytes > maxBytes) {
      throw FetchFailures.tooLarge(uri, Optional.of(bytes), maxBytes);
    }
  }
}
