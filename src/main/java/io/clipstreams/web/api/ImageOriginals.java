package io.clipstreams.web.api;

import io.clipstreams.failure.ProcessingException;
import java.util.Optional;

/** The files of images that came by URI and so can be had again. */
@FunctionalInterface
public interface ImageOriginals {
  /**
   * Fetches an image's file again.
   *
   * @return empty if the image is not known, or was sent with its content, which is not kept
   * @throws ProcessingException FETCH_FAILED, FETCH_FORBIDDEN or IMAGE_TOO_LARGE
   */
  Optional<byte[]> fetch(String imageId) throws ProcessingException;
}
