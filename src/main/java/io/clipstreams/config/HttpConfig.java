package io.clipstreams.config;

import org.apache.kafka.common.config.ConfigDef.Range;

/** Where HTTP is served: {@code clip.http.*}. */
public final class HttpConfig {
  public static final String HOST_CONFIG = "clip.http.host";
  private static final String HOST_DOC =
      "The address that HTTP is served on; 0.0.0.0 for all. There is no authentication.";

  public static final String PORT_CONFIG = "clip.http.port";
  private static final String PORT_DOC = "The port that HTTP is served on; 0 picks a free one.";

  private final Values values;

  HttpConfig(Values values) {
    this.values = values;
  }

  static void define(Keys keys) {
    keys.group("HTTP")
        .string(HOST_CONFIG, "127.0.0.1", Checks.notBlank(), HOST_DOC)
        .integer(PORT_CONFIG, 8080, Range.between(0, 65_535), PORT_DOC);
  }

  /** {@value #HOST_CONFIG}. */
  public String host() {
    return values.string(HOST_CONFIG);
  }

  /** {@value #PORT_CONFIG}; 0 stands for any free one. */
  public int port() {
    return values.integer(PORT_CONFIG);
  }
}
