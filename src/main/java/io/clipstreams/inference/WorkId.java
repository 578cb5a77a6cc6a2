package io.clipstreams.inference;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What is decoded or embedded, by the SHA-256 of its bytes. Not by its record: what crashes,
 * crashes again under another key, in a replay, or asked for over HTTP.
 *
 * @param sha256 {@value #BYTES} bytes; neither its content nor its position is to be changed
 */
record WorkId(ByteBuffer sha256) {
  static final int BYTES = 32;

  static WorkId of(HashedBytes content) {
    return new WorkId(ByteBuffer.wrap(content.sha256()));
  }

  static WorkId of(String text) {
    return of(HashedBytes.of(text.getBytes(StandardCharsets.UTF_8)));
  }
}
