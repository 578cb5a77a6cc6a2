package io.clipstreams.topology;

import io.clipstreams.inference.EncodedImage;
import io.clipstreams.inference.Encoder.Encoding;
import io.clipstreams.inference.HashedBytes;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An image record, read.
 *
 * @param content the image file, fetched if need be
 * @param attributes the producer's attributes
 * @param uri where it was fetched, if it was
 * @param encoding its embedding, which may be under way, or may begin when it is asked for
 */
record ReadImage(
    HashedBytes content,
    Map<String, String> attributes,
    Optional<String> uri,
    Encoding<EncodedImage> encoding) {
  ReadImage {
    Objects.requireNonNull(content, "content");
    attributes = Map.copyOf(attributes);
    Objects.requireNonNull(uri, "uri");
    Objects.requireNonNull(encoding, "encoding");
  }
}
