package io.clipstreams.web;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The secret that lets a client in. It does not show itself. */
public final class AccessToken {
  private static final String SHA256 = "SHA-256";
  private static final String HMAC = "HmacSHA256";

  private final byte[] secret;

  /**
   * @param secret not blank
   */
  public AccessToken(String secret) {
    if (secret.isBlank()) {
      throw new IllegalArgumentException("the token is blank");
    }
    this.secret = secret.getBytes(StandardCharsets.UTF_8);
  }

  /** Whether this is it; how long that takes tells nothing of the secret. */
  boolean matches(String candidate) {
    return MessageDigest.isEqual(
        digest(secret), digest(candidate.getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] digest(byte[] bytes) {
    try {
      return MessageDigest.getInstance(SHA256).digest(bytes);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has " + SHA256, impossible);
    }
  }

  /** A text's signature, which nobody can make without the secret. */
  byte[] sign(String text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret, HMAC));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has " + HMAC, impossible);
    }
  }

  @Override
  public String toString() {
    return "[hidden]";
  }
}
