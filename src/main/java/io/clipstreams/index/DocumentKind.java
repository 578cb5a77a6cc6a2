package io.clipstreams.index;

/** What a document of the index is. */
public enum DocumentKind {
  IMAGE("i"),
  CAPTION("c"),
  ALERT("a");

  private final String letter;

  DocumentKind(String letter) {
    this.letter = letter;
  }

  /** Stands before an id, since an alert has its caption's. */
  String prefix() {
    return letter + ":";
  }
}
