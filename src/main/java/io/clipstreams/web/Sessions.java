package io.clipstreams.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/**
 * What the page's cookie holds: when it ends, and a signature of that. The token itself is in no
 * cookie, nothing has to be remembered, and another token ends all sessions.
 */
final class Sessions {
  static final Duration LENGTH = Duration.ofHours(12);
  private static final char SEPARATOR = '.';

  private final AccessToken token;
  private final Clock clock;

  Sessions(AccessToken token, Clock clock) {
    this.token = token;
    this.clock = clock;
  }

  /** A new session. */
  String open() {
    String end = Long.toString(clock.instant().plus(LENGTH).toEpochMilli());
    return end + SEPARATOR + signature(end);
  }

  /** Whether the text is a session that has not ended. */
  boolean isOpen(String session) {
    int separator = session.indexOf(SEPARATOR);
    if (separator < 0) {
      return false;
    }
    String end = session.substring(0, separator);
    boolean signed =
        MessageDigest.isEqual(
            signature(end).getBytes(StandardCharsets.UTF_8),
            session.substring(separator + 1).getBytes(StandardCharsets.UTF_8));
    // Only what is signed is known to be a number.
    return signed && clock.instant().isBefore(Instant.ofEpochMilli(Long.parseLong(end)));
  }

  private String signature(String end) {
    return HexFormat.of().formatHex(token.sign("clip-streams session until " + end));
  }
}
