package io.clipstreams.topology.state;

import io.clipstreams.serde.StateInput;
import io.clipstreams.serde.StateOutput;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * Tells one version of an input from another: the first 128 bits of a SHA-256.
 *
 * @param high the first 64 bits
 * @param low the next 64 bits
 */
public record Fingerprint(long high, long low) {
  /** The fingerprint of what is written. */
  public static Fingerprint of(Consumer<StateOutput> content) {
    StateOutput out = new StateOutput();
    content.accept(out);
    return of(sha256(out.toByteArray()));
  }

  /** The fingerprint that begins a SHA-256. */
  public static Fingerprint of(byte[] sha256) {
    ByteBuffer buffer = ByteBuffer.wrap(sha256);
    return new Fingerprint(buffer.getLong(), buffer.getLong());
  }

  /** The SHA-256 of some bytes: 32 bytes. */
  public static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }

  /**
   * Reads {@link #toHex()}.
   *
   * @throws IllegalArgumentException if it is not 32 hexadecimal digits
   */
  public static Fingerprint parse(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    if (bytes.length != 2 * Long.BYTES) {
      throw new IllegalArgumentException("'" + hex + "' is not 32 hexadecimal digits");
    }
    return of(bytes);
  }

  /** 32 lower-case hexadecimal digits. */
  public String toHex() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }

  /** Lower-case hexadecimal. */
  public static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  static void write(StateOutput out, Fingerprint fingerprint) {
    out.writeLong(fingerprint.high).writeLong(fingerprint.low);
  }

  static Fingerprint read(StateInput in) {
    return new Fingerprint(in.readLong(), in.readLong());
  }
}
