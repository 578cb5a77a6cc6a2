package io.clipstreams.web.api;

import java.util.Objects;

/**
 * A small picture.
 *
 * @param jpeg the file; not copied
 * @param contentSha256 of the image's own file, which tells this one from others
 */
public record Thumbnail(byte[] jpeg, String contentSha256) {
  public Thumbnail {
    Objects.requireNonNull(jpeg, "jpeg");
    Objects.requireNonNull(contentSha256, "contentSha256");
  }
}
