package io.clipstreams.config;

import java.util.regex.Pattern;

/** Keeps secrets out of logs. */
final class Secrets {
  static final String HIDDEN = "[hidden]";

  private static final Pattern SECRET_KEY =
      Pattern.compile(
          "(?i).*(password|passwd|passphrase|secret|token|credential|jaas|user\\.?info"
              + "|api[._-]?key|private[._-]?key|keystore\\.key|certificate\\.chain|truststore\\.certificates).*");

  private static final Pattern USER_IN_URL = Pattern.compile("(?<=://)[^/@\\s]+@");

  private Secrets() {}

  /** The value, unless its key says that it is secret; a URL without its user and password. */
  static String hide(String key, String value) {
    return SECRET_KEY.matcher(key).matches()
        ? HIDDEN
        : USER_IN_URL.matcher(value).replaceAll(HIDDEN + "@");
  }
}
