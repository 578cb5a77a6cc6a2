package io.clipstreams.fetch;

import java.time.Duration;
import java.util.Objects;

/**
 * What a fetch may take.
 *
 * @param bytes of the file, at most
 * @param uriLength characters of a URI, at most, and of any that it redirects to
 * @param redirects how many are followed, at most
 * @param time for the whole, redirects included
 */
public record FetchLimits(long bytes, int uriLength, int redirects, Duration time) {
  public FetchLimits {
    Objects.requireNonNull(time, "time");
    if (bytes < 1 || uriLength < 1 || redirects < 0 || time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException(
          "limits of a fetch: %d bytes, %d characters, %d redirects, %s"
              .formatted(bytes, uriLength, redirects, time));
    }
  }
}
