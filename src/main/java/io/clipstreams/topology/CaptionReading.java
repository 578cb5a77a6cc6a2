package io.clipstreams.topology;

import io.clipstreams.CaptionEvent;
import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.inference.EncodedText;
import io.clipstreams.inference.Encoder;
import io.clipstreams.serde.SharedEventReader;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** Reads captions. */
final class CaptionReading implements RecordReading<ReadCaption> {
  private final SharedEventReader<CaptionEvent> reader;
  private final Encoder encoder;

  CaptionReading(SharedEventReader<CaptionEvent> reader, Encoder encoder) {
    this.reader = Objects.requireNonNull(reader, "reader");
    this.encoder = Objects.requireNonNull(encoder, "encoder");
  }

  @Override
  public ReadCaption now(RawRecord record, byte[] value) throws ProcessingException {
    CaptionEvent event = event(record, value);
    return new ReadCaption(event, () -> encoder.encodeText(event.getText()));
  }

  @Override
  public ReadCaption ahead(RawRecord record, byte[] value) throws ProcessingException {
    CaptionEvent event = event(record, value);
    CompletableFuture<EncodedText> submitted = encoder.submitText(event.getText());
    return new ReadCaption(event, Encoder.Encoding.underWay(submitted));
  }

  @Override
  public boolean isUnderWay(ReadCaption read) {
    return read.encoding().isUnderWay();
  }

  private CaptionEvent event(RawRecord record, byte[] value) throws ProcessingException {
    CaptionEvent event = reader.read(record.topic(), record.headers(), value);
    if (event.getImageId().isEmpty()) {
      throw new ProcessingException(
          FailureCode.INVALID_EVENT,
          "the caption's imageId is empty; it is the key of the image in the images' topic");
    }
    return event;
  }
}
