package io.clipstreams.index.folder;

import io.clipstreams.client.ImageFile;
import io.clipstreams.index.DocumentKind;
import io.clipstreams.index.SearchIndex;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells whether a folder is still what its index was made of, by names, sizes and times: no image
 * is read. A file that could not be indexed counts as new each time.
 */
public final class FolderComparison {
  private final SearchIndex index;

  /**
   * @param index the folder's
   */
  public FolderComparison(SearchIndex index) {
    this.index = index;
  }

  /** Whether nothing came, went or changed. */
  public boolean same(FolderContents contents) {
    return sameImages(contents.images()) && sameTexts(contents.texts());
  }

  private boolean sameImages(List<ImageFile> files) {
    Map<String, String> notes = notes(DocumentKind.IMAGE);
    return notes.size() == files.size()
        && files.stream().allMatch(file -> isAsNoted(file, notes.get(file.imageId())));
  }

  private static boolean isAsNoted(ImageFile file, String note) {
    try {
      Optional<FileStamp> stamp = Optional.ofNullable(note).flatMap(FileStamp::parse);
      return stamp.isPresent() && stamp.get().isOf(file.path());
    } catch (IOException unreadable) {
      // Who brings the index up to date says why.
      return false;
    }
  }

  private boolean sameTexts(List<FolderText> texts) {
    Map<String, String> notes = notes(DocumentKind.CAPTION);
    return notes.size() == texts.size()
        && texts.stream().allMatch(text -> text.stamp().equals(notes.get(text.id())));
  }

  private Map<String, String> notes(DocumentKind kind) {
    Map<String, String> notes = new HashMap<>();
    index.forEachNote(kind, notes::put);
    return notes;
  }
}
