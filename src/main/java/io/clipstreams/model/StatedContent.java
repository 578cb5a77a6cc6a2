package io.clipstreams.model;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What a hub states about a file's content in the headers of its own answer (not of the server that
 * it redirects to): {@code X-Linked-Size} and {@code X-Linked-ETag} for files kept elsewhere, with
 * the content's SHA-256; {@code ETag} for those kept in git, with git's blob hash.
 *
 * @param size in bytes
 * @param etag the hash as stated, without quotes
 * @param commit the commit that the asked revision stands for
 */
record StatedContent(OptionalLong size, Optional<String> etag, Optional<String> commit) {
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern GIT_BLOB = Pattern.compile("[0-9a-f]{40}");

  static StatedContent of(HttpURLConnection answer) {
    String linkedSize = answer.getHeaderField("X-Linked-Size");
    String linkedTag = answer.getHeaderField("X-Linked-ETag");
    return new StatedContent(
        linkedSize == null ? OptionalLong.empty() : size(linkedSize),
        Optional.ofNullable(linkedTag == null ? answer.getHeaderField("ETag") : linkedTag)
            .map(StatedContent::bare),
        Optional.ofNullable(answer.getHeaderField("X-Repo-Commit")));
  }

  private static OptionalLong size(String header) {
    try {
      return OptionalLong.of(Long.parseLong(header.strip()));
    } catch (NumberFormatException e) {
      throw new ModelException("the hub states the size '" + header + "'", e);
    }
  }

  private static String bare(String etag) {
    String tag = etag.strip();
    if (tag.startsWith("W/")) {
      tag = tag.substring(2);
    }
    return tag.replace("\"", "").toLowerCase(Locale.ROOT);
  }

  /**
   * Compares a file with what was stated.
   *
   * @return what it was compared with
   * @throws ModelException if it differs
   */
  String check(String name, Path file) throws IOException {
    long length = Files.size(file);
    if (size.isPresent() && size.getAsLong() != length) {
      throw new ModelException(
          "%s: %d bytes came, the hub states %d".formatted(name, length, size.getAsLong()));
    }
    if (etag.filter(tag -> SHA_256.matcher(tag).matches()).isPresent()) {
      requireHash(name, "SHA-256", Digests.sha256(file));
      return "sha256";
    }
    if (etag.filter(tag -> GIT_BLOB.matcher(tag).matches()).isPresent()) {
      requireHash(name, "git blob hash", Digests.gitBlob(file));
      return "git blob";
    }
    return size.isPresent() ? "size" : "nothing";
  }

  private void requireHash(String name, String kind, String found) {
    if (!etag.orElseThrow().equals(found)) {
      throw new ModelException(
          "%s: the content has the %s %s, the hub states %s"
              .formatted(name, kind, found, etag.get()));
    }
  }
}
