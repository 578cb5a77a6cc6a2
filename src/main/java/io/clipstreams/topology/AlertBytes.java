package io.clipstreams.topology;

import io.clipstreams.AlertState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.BinaryData;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * Reads an alert's state from its bytes without the registry, which may be away while the alerts
 * are read. Its first fields are captionId, imageId, text and state in every version of the schema.
 */
final class AlertBytes {
  /** What stands before the Avro depends on the serde: 5 bytes with most, never many. */
  private static final int LONGEST_FRAME = 32;

  private AlertBytes() {}

  /**
   * The state, empty if the bytes are no alert.
   *
   * @param captionId the record's key: found at the beginning, it shows where the Avro begins
   * @param alert the record's value
   */
  static Optional<AlertState> state(String captionId, byte[] alert) {
    byte[] first = avro(captionId);
    int last = Math.min(LONGEST_FRAME, alert.length - first.length);
    for (int at = 0; at <= last; at++) {
      if (Arrays.equals(alert, at, at + first.length, first, 0, first.length)) {
        return stateAfter(alert, at + first.length);
      }
    }
    return Optional.empty();
  }

  private static byte[] avro(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    byte[] length = new byte[5];
    int digits = BinaryData.encodeInt(utf8.length, length, 0);
    byte[] avro = Arrays.copyOf(length, digits + utf8.length);
    System.arraycopy(utf8, 0, avro, digits, utf8.length);
    return avro;
  }

  private static Optional<AlertState> stateAfter(byte[] alert, int captionIdEnd) {
    try {
      BinaryDecoder decoder =
          DecoderFactory.get()
              .binaryDecoder(alert, captionIdEnd, alert.length - captionIdEnd, null);
      decoder.skipString();
      decoder.skipString();
      int state = decoder.readEnum();
      AlertState[] states = AlertState.values();
      return state >= 0 && state < states.length ? Optional.of(states[state]) : Optional.empty();
    } catch (IOException | AvroRuntimeException noAlert) {
      return Optional.empty();
    }
  }
}
