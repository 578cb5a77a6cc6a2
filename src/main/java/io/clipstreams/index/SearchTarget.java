package io.clipstreams.index;

/** What is searched for. */
public enum SearchTarget {
  IMAGES(DocumentKind.IMAGE, "image-vector"),
  CAPTIONS(DocumentKind.CAPTION, "caption-vector");

  private final DocumentKind kind;
  private final String vectorField;

  SearchTarget(DocumentKind kind, String vectorField) {
    this.kind = kind;
    this.vectorField = vectorField;
  }

  DocumentKind kind() {
    return kind;
  }

  /** Images and texts have a graph each: they lie in different parts of CLIP's space. */
  String vectorField() {
    return vectorField;
  }
}
