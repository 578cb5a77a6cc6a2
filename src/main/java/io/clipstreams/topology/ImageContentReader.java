package io.clipstreams.topology;

import io.clipstreams.ImageEvent;
import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.fetch.ContentFetcher;
import io.clipstreams.serde.EventReader;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;

/** Gets the image file out of a raw record. */
interface ImageContentReader extends AutoCloseable {
  /**
   * Reads, and fetches what came by URI.
   *
   * @throws ProcessingException DESERIALIZATION_FAILED, INVALID_EVENT, FETCH_FAILED or
   *     FETCH_FORBIDDEN
   */
  ImageContent read(RawRecord record, byte[] value) throws ProcessingException;

  @Override
  default void close() {}

  /** The value is the file. */
  static ImageContentReader ofFiles() {
    return (record, value) -> new ImageContent(value, Map.of());
  }

  /** The value is an ImageEvent. */
  static ImageContentReader ofEvents(EventReader<ImageEvent> reader, ContentFetcher fetcher) {
    return new OfEvents(reader, fetcher);
  }

  /** The value is an ImageEvent. */
  final class OfEvents implements ImageContentReader {
    private final EventReader<ImageEvent> reader;
    private final ContentFetcher fetcher;

    OfEvents(EventReader<ImageEvent> reader, ContentFetcher fetcher) {
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
          event.getUri() == null ? toArray(event.getContent()) : fetcher.fetch(event.getUri());
      return new ImageContent(bytes, event.getAttributes());
    }

    private static byte[] toArray(ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return bytes;
    }

    @Override
    public void close() {
      reader.close();
    }
  }
}
