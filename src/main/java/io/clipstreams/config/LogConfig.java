package io.clipstreams.config;

/** How log lines look: {@code clip.log.*}. */
public final class LogConfig {
  /** The forms of a line. */
  public enum Format {
    /** For people. */
    TEXT,
    /** One JSON object a line, for programs. */
    JSON
  }

  public static final String FORMAT_CONFIG = "clip.log.format";
  private static final String FORMAT_DOC =
      "How log lines look: text, or json (one object a line; that of a record that failed has topic,"
          + " partition, offset, key and code as fields).";

  private final Values values;

  LogConfig(Values values) {
    this.values = values;
  }

  static void define(Keys keys) {
    keys.group("Logs").choice(FORMAT_CONFIG, Format.TEXT, FORMAT_DOC);
  }

  /** {@value #FORMAT_CONFIG}. */
  public Format format() {
    return values.choice(FORMAT_CONFIG, Format.class);
  }
}
