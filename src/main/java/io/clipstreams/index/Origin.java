package io.clipstreams.index;

import java.util.Objects;

/**
 * Where a document came from.
 *
 * @param source names the source, such that all that came from it can be removed at once
 * @param note what the feeder wants to know again of this document; may be empty
 */
public record Origin(String source, String note) {
  public Origin {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(note, "note");
  }

  /** A source without a note. */
  public static Origin of(String source) {
    return new Origin(source, "");
  }
}
