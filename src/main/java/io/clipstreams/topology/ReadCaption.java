package io.clipstreams.topology;

import io.clipstreams.CaptionEvent;
import io.clipstreams.inference.EncodedText;
import io.clipstreams.inference.Encoder.Encoding;
import java.util.Objects;

/**
 * A caption record, read.
 *
 * @param event what the record says
 * @param encoding its embedding, which may be under way, or may begin when it is asked for
 */
record ReadCaption(CaptionEvent event, Encoding<EncodedText> encoding) {
  ReadCaption {
    Objects.requireNonNull(event, "event");
    Objects.requireNonNull(encoding, "encoding");
  }
}
