package io.clipstreams.index.feed;

import java.util.Locale;

/** What became of a record. */
enum RecordOutcome {
  INDEXED,
  DELETED,

  /** Its vector is of another revision of the model. */
  OTHER_MODEL,

  /** It cannot be read or indexed. */
  FAILED;

  String tag() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
