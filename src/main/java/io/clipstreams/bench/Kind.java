package io.clipstreams.bench;

import io.clipstreams.config.TopicNames;
import java.util.Locale;

/** What flows through the stream. */
public enum Kind {
  IMAGES,
  CAPTIONS;

  /** In words. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  String output(TopicNames names) {
    return this == IMAGES ? names.enrichedImages() : names.enrichedCaptions();
  }
}
