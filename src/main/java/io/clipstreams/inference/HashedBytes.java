package io.clipstreams.inference;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;

/** The bytes of a file and their SHA-256, computed once. */
public final class HashedBytes {
  private final byte[] bytes;
  private final byte[] sha256;

  private HashedBytes(byte[] bytes, byte[] sha256) {
    this.bytes = bytes;
    this.sha256 = sha256;
  }

  /**
   * Hashes.
   *
   * @param bytes not to be changed from here on
   */
  public static HashedBytes of(byte[] bytes) {
    Objects.requireNonNull(bytes, "bytes");
    try {
      return new HashedBytes(bytes, MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }

  /** The bytes themselves; not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** 32 bytes; not to be changed. */
  public byte[] sha256() {
    return sha256;
  }
}
