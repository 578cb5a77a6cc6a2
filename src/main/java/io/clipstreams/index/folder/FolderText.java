package io.clipstreams.index.folder;

import java.time.Instant;
import java.util.Objects;

/**
 * A text that was found in or beside a folder.
 *
 * @param id within the folder
 * @param imageId the image it speaks of; empty if it names none
 * @param text not blank
 * @param modified when its file was
 */
public record FolderText(String id, String imageId, String text, Instant modified) {
  public FolderText {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(imageId, "imageId");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(modified, "modified");
  }

  /** Another one after the text or its image is another. */
  String stamp() {
    return Sha256.of(imageId + '\0' + text);
  }
}
