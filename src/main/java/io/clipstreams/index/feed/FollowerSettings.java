package io.clipstreams.index.feed;

import io.clipstreams.config.TopicNames;
import java.time.Duration;
import java.util.Objects;

/**
 * What is followed.
 *
 * @param names of the topics
 * @param modelRevision only vectors of this revision are indexed
 * @param commitInterval how often the index is committed
 */
public record FollowerSettings(TopicNames names, String modelRevision, Duration commitInterval) {
  public FollowerSettings {
    Objects.requireNonNull(names, "names");
    Objects.requireNonNull(modelRevision, "modelRevision");
    Objects.requireNonNull(commitInterval, "commitInterval");
  }
}
