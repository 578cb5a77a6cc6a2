package io.clipstreams.topology;

import java.util.Map;
import java.util.Objects;

/**
 * What an image record carries, fetched if need be.
 *
 * @param bytes the image file
 * @param attributes the producer's attributes
 */
record ImageContent(byte[] bytes, Map<String, String> attributes) {
  ImageContent {
    Objects.requireNonNull(bytes, "bytes");
    attributes = Map.copyOf(attributes);
  }
}
