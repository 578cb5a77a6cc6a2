package io.clipstreams.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.Directory;

/**
 * What an index says of itself in each commit.
 *
 * @param format how documents are made, and the schemas of their records
 * @param model the name of the model whose vectors it holds
 * @param revision that model's revision
 */
record IndexIdentity(String format, String model, String revision) {
  private static final String FORMAT_KEY = "clip-streams.format";
  private static final String MODEL_KEY = "clip-streams.model";
  private static final String REVISION_KEY = "clip-streams.model.revision";
  private static final String FORMAT_VERSION = "1";

  /** Of indexes that this version writes. */
  static IndexIdentity of(IndexedModel model) {
    return new IndexIdentity(
        FORMAT_VERSION + "-" + StoredRecord.schemas(), model.name(), model.revision());
  }

  /** Of the index in that directory; empty if there is none, or it is somebody else's. */
  static Optional<IndexIdentity> read(Directory directory) throws IOException {
    if (!DirectoryReader.indexExists(directory)) {
      return Optional.empty();
    }
    Map<String, String> data = SegmentInfos.readLatestCommit(directory).getUserData();
    return Optional.ofNullable(data.get(FORMAT_KEY))
        .map(
            format ->
                new IndexIdentity(
                    format, data.getOrDefault(MODEL_KEY, ""), data.getOrDefault(REVISION_KEY, "")));
  }

  Map<String, String> data() {
    return Map.of(FORMAT_KEY, format, MODEL_KEY, model, REVISION_KEY, revision);
  }

  static boolean isOurs(String key) {
    return key.equals(FORMAT_KEY) || key.equals(MODEL_KEY) || key.equals(REVISION_KEY);
  }

  /**
   * Why an index of this identity is of no use for that model; empty if it is.
   *
   * @param wanted whose vectors are wanted
   */
  Optional<String> unfitFor(IndexedModel wanted) {
    if (!revision.equals(wanted.revision())) {
      return Optional.of(
          "it holds vectors of model %s, revision %s, and the model is %s, revision %s"
              .formatted(model, revision, wanted.name(), wanted.revision()));
    }
    return format.equals(of(wanted).format)
        ? Optional.empty()
        : Optional.of("it was written by another version of clip-streams");
  }

  void require(Path path, IndexedModel wanted) {
    unfitFor(wanted)
        .ifPresent(
            reason -> {
              throw new IndexException(
                  "the index at %s cannot be used: %s; index again, or name that model"
                      .formatted(path, reason));
            });
  }
}
