package io.clipstreams.index.folder;

import io.clipstreams.EnrichedImage;
import io.clipstreams.client.ImageFile;
import io.clipstreams.evaluation.ItemEmbedder;
import io.clipstreams.index.DocumentKind;
import io.clipstreams.index.IndexedModel;
import io.clipstreams.index.Origin;
import io.clipstreams.index.WritableIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps an index equal to a folder: embeds what is new or another than before, removes what is no
 * longer there.
 */
public final class FolderIndex {
  private static final String SOURCE = "folder";

  /** After an interruption so much is embedded again. */
  private static final Duration COMMIT_INTERVAL = Duration.ofSeconds(10);

  private final WritableIndex index;
  private final FolderPlace place;
  private final ItemEmbedder embedder;
  private final FolderRecords records;
  private long committed = System.nanoTime();

  /**
   * @param index takes what the folder holds
   * @param place where both lie
   * @param model that embeds
   * @param embedder embeds, and shows how far it is
   * @param labels of images
   */
  public FolderIndex(
      WritableIndex index,
      FolderPlace place,
      IndexedModel model,
      ItemEmbedder embedder,
      FolderLabels labels) {
    this.index = Objects.requireNonNull(index, "index");
    this.place = Objects.requireNonNull(place, "place");
    this.embedder = Objects.requireNonNull(embedder, "embedder");
    this.records = new FolderRecords(model, labels);
  }

  /**
   * Makes the index equal to the folder, and commits it.
   *
   * @throws io.clipstreams.index.IndexException if it is another folder's, or cannot be written
   */
  public FolderReport update(FolderContents contents) {
    place.require(index.notes());
    index.refresh();
    List<String> leftOut = new ArrayList<>(contents.refused());
    FolderReport.Counts images = images(contents, leftOut);
    FolderReport.Counts texts = texts(contents, leftOut);
    index.commit(place.notes());
    index.refresh();
    return new FolderReport(images, texts, leftOut);
  }

  private FolderReport.Counts images(FolderContents contents, List<String> leftOut) {
    Map<String, String> gone = notes(DocumentKind.IMAGE);
    Map<Path, ImageFile> changed = new LinkedHashMap<>();
    Map<Path, FileStamp> stamps = new HashMap<>();
    int unchanged = 0;
    for (ImageFile file : contents.images()) {
      Optional<FileStamp> before =
          Optional.ofNullable(gone.get(file.imageId())).flatMap(FileStamp::parse);
      try {
        FileStamp stamp = FileStamp.of(file.path(), before, records.labels());
        if (before.isPresent() && before.get().sha256().equals(stamp.sha256())) {
          keep(file.imageId(), before.get(), stamp);
          gone.remove(file.imageId());
          unchanged++;
        } else {
          changed.put(file.path(), file);
          stamps.put(file.path(), stamp);
        }
      } catch (IOException unreadable) {
        leftOut.add("%s: %s".formatted(file.path(), unreadable));
      }
    }
    Set<String> embedded = new HashSet<>();
    leftOut.addAll(
        embedder.eachImage(
            List.copyOf(changed.keySet()),
            (path, encoded) -> {
              String id = changed.get(path).imageId();
              FileStamp stamp = stamps.get(path);
              index.put(records.image(id, stamp, encoded), new Origin(SOURCE, stamp.note()));
              embedded.add(id);
              commitIfDue();
            }));
    gone.keySet().removeAll(embedded);
    gone.keySet().forEach(id -> index.delete(DocumentKind.IMAGE, id));
    return new FolderReport.Counts(embedded.size(), unchanged, gone.size());
  }

  private void keep(String imageId, FileStamp before, FileStamp now) {
    if (!before.equals(now)) {
      EnrichedImage image = index.searching().image(imageId).orElseThrow();
      float[] vector = index.searching().imageVector(imageId).orElseThrow();
      index.put(records.again(image, vector, now), new Origin(SOURCE, now.note()));
    }
  }

  private FolderReport.Counts texts(FolderContents contents, List<String> leftOut) {
    Map<String, String> gone = notes(DocumentKind.CAPTION);
    Map<String, List<FolderText>> changed = new LinkedHashMap<>();
    int unchanged = 0;
    for (FolderText text : contents.texts()) {
      if (text.stamp().equals(gone.get(text.id()))) {
        gone.remove(text.id());
        unchanged++;
      } else {
        changed.computeIfAbsent(text.text(), same -> new ArrayList<>()).add(text);
      }
    }
    Set<String> embedded = new HashSet<>();
    leftOut.addAll(
        embedder.eachText(
            List.copyOf(changed.keySet()),
            (words, encoded) -> {
              for (FolderText text : changed.get(words)) {
                index.put(records.caption(text, encoded), new Origin(SOURCE, text.stamp()));
                embedded.add(text.id());
              }
              commitIfDue();
            }));
    gone.keySet().removeAll(embedded);
    gone.keySet().forEach(id -> index.delete(DocumentKind.CAPTION, id));
    return new FolderReport.Counts(embedded.size(), unchanged, gone.size());
  }

  private Map<String, String> notes(DocumentKind kind) {
    Map<String, String> notes = new HashMap<>();
    index.forEachNote(kind, notes::put);
    return notes;
  }

  private void commitIfDue() {
    if (System.nanoTime() - committed >= COMMIT_INTERVAL.toNanos()) {
      index.commit(place.notes());
      committed = System.nanoTime();
    }
  }
}
