package io.clipstreams.fetch;

import io.clipstreams.failure.ProcessingException;

/** Fetches the file behind a URI. */
public interface ContentFetcher {
  /**
   * Fetches a file.
   *
   * @param uri where it lies
   * @return its bytes
   * @throws ProcessingException FETCH_FORBIDDEN, FETCH_FAILED or IMAGE_TOO_LARGE
   */
  byte[] fetch(String uri) throws ProcessingException;
}
