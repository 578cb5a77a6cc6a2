package io.clipstreams.topology;

import io.clipstreams.failure.FailureCode;
import io.clipstreams.failure.ProcessingException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** Keys between bytes and text. */
final class RecordKeys {
  private static final int SHOWN_BYTES = 32;

  private RecordKeys() {}

  /**
   * The key's text.
   *
   * @throws ProcessingException INVALID_EVENT if there is no key, or it is empty or not UTF-8
   */
  static String decode(Optional<byte[]> key) throws ProcessingException {
    byte[] bytes =
        key.orElseThrow(() -> invalid("the record has no key; the key is the record's id", null));
    if (bytes.length == 0) {
      throw invalid("the record's key is empty; the key is the record's id", null);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notUtf8) {
      throw invalid(
          "the record's key of %d bytes is not UTF-8 text: %s"
              .formatted(bytes.length, hexOfBeginning(bytes)),
          notUtf8);
    }
  }

  /** The text of a key that was decoded before. */
  static String text(byte[] key) {
    return new String(key, StandardCharsets.UTF_8);
  }

  static byte[] encode(String key) {
    return key.getBytes(StandardCharsets.UTF_8);
  }

  private static ProcessingException invalid(String message, Throwable cause) {
    return new ProcessingException(FailureCode.INVALID_EVENT, message, cause);
  }

  private static String hexOfBeginning(byte[] bytes) {
    return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, SHOWN_BYTES));
  }
}
