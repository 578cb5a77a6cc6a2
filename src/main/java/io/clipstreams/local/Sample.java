package io.clipstreams.local;

/**
 * A sample picture with a caption that fits it and one that does not.
 *
 * @param id the file's name without its suffix; the image's key
 * @param content the file's bytes
 * @param mediaType such as {@code image/jpeg}
 * @param caption describes the picture
 * @param wrongCaption describes something else
 * @param label what the picture shows, in a word or two
 */
public record Sample(
    String id,
    byte[] content,
    String mediaType,
    String caption,
    String wrongCaption,
    String label) {
  /** The key of the caption that fits. */
  public String captionId() {
    return id + "-caption";
  }

  /** The key of the caption that does not fit. */
  public String wrongCaptionId() {
    return id + "-wrong-caption";
  }
}
