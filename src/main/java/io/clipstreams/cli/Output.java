package io.clipstreams.cli;

import io.clipstreams.config.TopicNames;
import java.util.Locale;

/** The outputs by their names on the command line. */
enum Output {
  ENRICHED_IMAGES,
  ENRICHED_CAPTIONS,
  ALERTS,
  DETECTIONS,
  DEAD_LETTERS;

  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String topic(TopicNames names) {
    return switch (this) {
      case ENRICHED_IMAGES -> names.enrichedImages();
      case ENRICHED_CAPTIONS -> names.enrichedCaptions();
      case ALERTS -> names.mismatchAlerts();
      case DETECTIONS -> names.detections();
      case DEAD_LETTERS -> names.deadLetters();
    };
  }

  /** Whether its values are Avro; dead letters hold what came, as it came. */
  boolean isAvro() {
    return this != DEAD_LETTERS;
  }
}
