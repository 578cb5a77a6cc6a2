package io.clipstreams.topology;

import io.clipstreams.ImageEvent;
import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.fetch.ContentFetcher;
import io.clipstreams.serde.SharedEventReader;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Gets the image file out of a raw record. */
interface ImageContentReader {
  /**
   * Reads, and fetches what came by URI.
   *
   * @throws ProcessingException DESERIALIZATION_FAILED, INVALID_EVENT, FETCH_FAILED or
   *     FETCH_FORBIDDEN
   */
  ImageContent read(RawRecord record, byte[] value) throws ProcessingException;

  /** The value is the file. */
  static ImageContentReader ofFiles() {
    return (record, value) -> new ImageContent(value, Map.of(), Optional.empty());
  }

  /** The value is an ImageEvent. */
  static ImageContentReader ofEvents(SharedEventReader<ImageEvent> reader, ContentFetcher fetcher) {
    return new OfEvents(reader, fetcher);
  }

  /** The value is an ImageEvent. */
  final class OfEvents implements ImageContentReader {
    private final SharedEventReader<ImageEvent> reader;
    private final ContentFetcher fetcher;

    OfEvents(SharedEventReader<ImageEvent> reader, ContentFetcher fetcher) {
      this.reader = Objects.requireNonNull(reader, "reader");
      this.fetcher = Objects.requireNonNull(fetcher, "fetcher");
    }

    @Override
    public ImageContent read(RawRecord record, byte[] value) throws ProcessingException {
      ImageEvent event = reader.read(record.topic(), record.headers(), value);
      if ((event.getContent() == null) == (event.getUri() == null)) {
        throw new ProcessingException(
            FailureCode.INVALID_EVENT,
            "an ImageEvent has exactly one of content and uri; this one has "
                + (event.getUri() == null ? "neither" : "both"));
      }
      byte[] bytes =
          event.getUri() == null
              ? ImageContent.bytes(event.getContent())
              : fetcher.fetch(event.getUri());
      return new ImageContent(bytes, event.getAttributes(), Optional.ofNullable(event.getUri()));
    }
  }
}
