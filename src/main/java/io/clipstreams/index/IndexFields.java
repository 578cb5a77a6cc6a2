package io.clipstreams.index;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The names of a document's fields, and how ids and values become terms. */
final class IndexFields {
  /** Kind and id; one document has it. */
  static final String KEY = "key";

  static final String KIND = "kind";
  static final String SOURCE = "source";
  static final String NOTE = "note";

  /** An image's labels, each as {@code label} and as {@code set:label}. */
  static final String LABEL = "label";

  /** {@code name=value}. */
  static final String ATTRIBUTE = "attribute";

  /** A caption's image, as that image's key. */
  static final String IMAGE = "image";

  static final String STATE = "state";
  static final String REASON = "reason";
  static final String TIME = "time";

  /** The whole record in Avro's binary form. */
  static final String RECORD = "record";

  /** Lucene takes terms of up to 32,766 bytes; keys of Kafka's can be longer. */
  private static final int LONGEST_TERM = 1_000;

  private IndexFields() {}

  static String key(DocumentKind kind, String id) {
    return kind.prefix() + term(id);
  }

  static String attribute(String name, String value) {
    return term(name + "=" + value);
  }

  /** The text, or its hash where it is long. */
  static String term(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= LONGEST_TERM ? text : "sha256:" + sha256(bytes);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
