package io.clipstreams.topology;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What an image record carries, fetched if need be.
 *
 * @param bytes the image file
 * @param attributes the producer's attributes
 * @param uri where it was fetched, if it was
 */
record ImageContent(byte[] bytes, Map<String, String> attributes, Optional<String> uri) {
  ImageContent {
    Objects.requireNonNull(bytes, "bytes");
    attributes = Map.copyOf(attributes);
    Objects.requireNonNull(uri, "uri");
  }

  /** A record's bytes, copied only where they are a part of something larger. */
  static byte[] bytes(ByteBuffer buffer) {
    if (buffer.hasArray()
        && buffer.arrayOffset() == 0
        && buffer.remaining() == buffer.array().length) {
      return buffer.array();
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
