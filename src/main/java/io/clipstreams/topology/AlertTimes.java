package io.clipstreams.topology;

import java.time.Duration;
import java.util.Objects;

/**
 * What the clock does to alerts.
 *
 * @param imageMissingAfter how long a caption waits for its image before an alert is raised
 * @param resolvedRetention how long the record of a resolved alert is kept
 */
public record AlertTimes(Duration imageMissingAfter, Duration resolvedRetention) {
  public AlertTimes {
    Objects.requireNonNull(imageMissingAfter, "imageMissingAfter");
    Objects.requireNonNull(resolvedRetention, "resolvedRetention");
  }
}
