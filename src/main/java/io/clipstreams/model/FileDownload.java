package io.clipstreams.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** Brings one file of a hub here, however often the connection is cut. */
final class FileDownload {
  private static final int HTTP_TOO_MANY_REQUESTS = 429;
  private static final int HTTP_RANGE_NOT_SATISFIABLE = 416;

  private final URI uri;
  private final String name;
  private final Path target;
  private final Path part;
  private final Path partTag;
  private final RetryPolicy retries;
  private final DownloadProgress progress;

  /**
   * How stubborn a download is.
   *
   * @param attempts without a single new byte, before it is given up
   * @param delay before another attempt
   * @param timeout for connecting, and for every wait for bytes
   */
  record RetryPolicy(int attempts, Duration delay, Duration timeout) {}

  FileDownload(URI uri, String name, Path target, RetryPolicy retries, DownloadProgress progress) {
    this.uri = uri;
    this.name = name;
    this.target = target;
    this.part = target.resolveSibling(target.getFileName() + ".part");
    this.partTag = target.resolveSibling(target.getFileName() + ".part.etag");
    this.retries = retries;
    this.progress = progress;
  }

  /** The hub does not have the file, or does not want to give it: trying again is of no use. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  /**
   * What came.
   *
   * @param stated what the hub stated about it
   * @param checkedAgainst what the content was compared with
   */
  record Result(StatedContent stated, String checkedAgainst) {}

  /**
   * Downloads the file, going on where an earlier attempt was cut.
   *
   * @throws IOException if the hub cannot be reached, refuses, or the connection is cut again and
   *     again
   * @throws ModelException if what came is not what the hub states
   */
  Result run() throws IOException, InterruptedException {
    Files.createDirectories(target.getParent());
    boolean resumed = Files.exists(part);
    StatedContent stated = receive();
    try {
      return finish(stated);
    } catch (ModelException e) {
      Files.deleteIfExists(part);
      if (!resumed) {
        throw e;
      }
      // Perhaps what an earlier run left behind was damaged: once more from the beginning.
      return finish(receive());
    }
  }

  private Result finish(StatedContent stated) throws IOException {
    try {
      String checkedAgainst = stated.check(name, part);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      Files.deleteIfExists(partTag);
      return new Result(stated, checkedAgainst);
    } catch (ModelException e) {
      Files.deleteIfExists(part);
      throw e;
    }
  }

  private StatedContent receive() throws IOException, InterruptedException {
    int failures = 0;
    while (true) {
      long before = received();
      try (HubAnswer answer = HubAnswer.ask(uri, before, retries.timeout())) {
        if (isComplete(answer)) {
          return answer.stated();
        }
      } catch (RefusedException e) {
        throw e;
      } catch (IOException e) {
        failures = received() > before ? 0 : failures + 1;
        if (failures >= retries.attempts()) {
          throw e;
        }
      }
      Thread.sleep(retries.delay().toMillis() * Math.max(1, failures));
    }
  }

  /** Takes what an answer holds; false if it was of no use, but the next one may be. */
  private boolean isComplete(HubAnswer answer) throws IOException {
    if (isOfAnotherVersion(answer.stated())) {
      Files.deleteIfExists(part);
      return false;
    }
    long offset = received();
    if (offset > 0 && answer.status() == HTTP_RANGE_NOT_SATISFIABLE) {
      if (answer.stated().size().orElse(-1) == offset) {
        return true;
      }
      throw shorterThanStated(answer, offset);
    }
    requireContent(answer);
    if (!answer.startsAt(offset)) {
      Files.deleteIfExists(part);
      offset = 0;
    }
    copy(answer, offset);
    return true;
  }

  private ModelException shorterThanStated(HubAnswer answer, long offset) throws IOException {
    Files.deleteIfExists(part);
    return new ModelException(
        "%s: the hub states %s bytes, but has no more than %d"
            .formatted(
                name,
                answer.stated().size().isPresent()
                    ? answer.stated().size().getAsLong()
                    : "no number of",
                offset));
  }

  private void requireContent(HubAnswer answer) throws IOException {
    int status = answer.status();
    if (status == HttpURLConnection.HTTP_OK || status == HttpURLConnection.HTTP_PARTIAL) {
      return;
    }
    String message = "%s answers %d for %s".formatted(uri.getHost(), status, name);
    if (status == HTTP_TOO_MANY_REQUESTS || status / 100 == 5) {
      throw new IOException(message);
    }
    throw new RefusedException(message);
  }

  private void copy(HubAnswer answer, long offset) throws IOException {
    long end = answer.length() < 0 ? -1 : offset + answer.length();
    long total = answer.stated().size().orElse(end);
    if (end >= 0 && end != total) {
      Files.deleteIfExists(part);
      throw new ModelException(
          "%s: the hub states %d bytes, but sends %d".formatted(name, total, end));
    }
    rememberVersion(answer.stated());
    long received = offset;
    try (InputStream in = answer.content();
        OutputStream out =
            Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (total >= 0 && received + n > total) {
          throw new ModelException(
              "%s: more than the %d bytes that the hub states".formatted(name, total));
        }
        out.write(buffer, 0, n);
        received += n;
        progress.received(name, received, total);
      }
    } catch (ModelException e) {
      Files.deleteIfExists(part);
      throw e;
    }
    if (received < total) {
      throw new IOException(
          "the connection ended after %d of %d bytes of %s".formatted(received, total, name));
    }
  }

  private boolean isOfAnotherVersion(StatedContent stated) throws IOException {
    return Files.exists(part)
        && !(Files.exists(partTag) && Files.readString(partTag).equals(stated.etag().orElse("")));
  }

  private void rememberVersion(StatedContent stated) throws IOException {
    Files.writeString(partTag, stated.etag().orElse(""));
  }

  private long received() throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }
}
