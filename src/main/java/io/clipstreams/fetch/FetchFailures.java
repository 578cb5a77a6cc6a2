package io.clipstreams.fetch;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import java.net.URI;
import java.util.Optional;

/** The words of what went wrong. */
final class FetchFailures {
  private FetchFailures() {}

  static ProcessingException failed(URI uri, String why) {
    return failed(uri, why, null);
  }

  static ProcessingException failed(URI uri, String why, Throwable cause) {
    return new ProcessingException(
        FailureCode.FETCH_FAILED, "'%s' could not be fetched: %s".formatted(show(uri), why), cause);
  }

  static ProcessingException tooLarge(URI uri, Optional<Long> bytes, long maxBytes) {
    return new ProcessingException(
        FailureCode.IMAGE_TOO_LARGE,
        "'%s' has %s bytes, clip.image.max.bytes is %d"
            .formatted(show(uri), bytes.map(String::valueOf).orElse("more"), maxBytes));
  }

  /** Without its query, in which stores put signatures. */
  static String show(URI uri) {
    String text = uri.toString();
    int query = text.indexOf('?');
    return query < 0 ? text : text.substring(0, query) + "?…";
  }
}
