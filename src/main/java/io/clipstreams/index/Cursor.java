package io.clipstreams.index;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.util.BytesRef;

/**
 * A place in a list that is ordered by time, newest first, and then by key.
 *
 * @param time of the last document before it, in milliseconds
 * @param key that document's key
 */
record Cursor(long time, String key) {
  private static final char BETWEEN = ' ';

  static Cursor after(FieldDoc last) {
    return new Cursor((Long) last.fields[0], ((BytesRef) last.fields[1]).utf8ToString());
  }

  /**
   * @throws IllegalArgumentException if it is none of ours
   */
  static Cursor parse(String text) {
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      int between = plain.indexOf(BETWEEN);
      return new Cursor(
          Long.parseLong(plain.substring(0, Math.max(0, between))), plain.substring(between + 1));
    } catch (IllegalArgumentException notOurs) {
      throw new IllegalArgumentException(
          "'" + text + "' is no place in this list; take what 'next' said", notOurs);
    }
  }

  String text() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((time + String.valueOf(BETWEEN) + key).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * As Lucene wants it; the document's number only matters between equals, of which there are none.
   */
  FieldDoc fieldDoc(int lastDocument) {
    return new FieldDoc(lastDocument, Float.NaN, new Object[] {time, new BytesRef(key)});
  }
}
