package io.clipstreams.cli;

import io.clipstreams.app.EmbeddingModel;
import io.clipstreams.app.OutputIndex;
import io.clipstreams.client.Progress;
import io.clipstreams.config.ClipConfig;
import io.clipstreams.evaluation.ItemEmbedder;
import io.clipstreams.failure.ProcessingException;
import io.clipstreams.index.GraphSettings;
import io.clipstreams.index.IndexSettings;
import io.clipstreams.index.IndexedModel;
import io.clipstreams.index.SearchIndex;
import io.clipstreams.index.WritableIndex;
import io.clipstreams.index.folder.FolderComparison;
import io.clipstreams.index.folder.FolderContents;
import io.clipstreams.index.folder.FolderIndex;
import io.clipstreams.index.folder.FolderLabels;
import io.clipstreams.index.folder.FolderPlace;
import io.clipstreams.index.folder.FolderReport;
import io.clipstreams.scoring.LabelSetDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Brings folders into indexes, with the configured model and labels. */
final class FolderIndexing {
  private final ClipConfig config;
  private final EmbeddingModel model;
  private final IndexedModel indexed;
  private final Progress.Display display;

  FolderIndexing(ClipConfig config, EmbeddingModel model, Progress.Display display) {
    this.config = config;
    this.model = model;
    this.indexed = OutputIndex.indexed(model);
    this.display = display;
  }

  IndexSettings settings() {
    return new IndexSettings(
        indexed,
        new GraphSettings(config.index().connections(), config.index().candidates()),
        IndexSettings.DEFAULT_BUFFER_MEBIBYTES);
  }

  /**
   * Makes an index on disk equal to its folder, if it is a folder's and that has changed.
   *
   * @param directory the index's
   * @return what was done, if anything
   * @throws IOException if the folder or its texts cannot be read
   * @throws io.clipstreams.index.IndexException if it is another model's, or cannot be written
   */
  Optional<FolderReport> refresh(Path directory) throws IOException, ProcessingException {
    FolderPlace place;
    FolderContents contents;
    try (SearchIndex index = SearchIndex.openReadOnly(directory, indexed)) {
      Optional<FolderPlace> noted = FolderPlace.of(directory, index.notes());
      if (noted.isEmpty()) {
        return Optional.empty();
      }
      place = noted.get();
      contents = FolderContents.read(place.folder(), place.captions());
      if (new FolderComparison(index).same(contents)) {
        return Optional.empty();
      }
    }
    try (WritableIndex index = WritableIndex.open(directory, settings())) {
      return Optional.of(update(index, place, contents));
    }
  }

  FolderReport update(WritableIndex index, FolderPlace place, FolderContents contents)
      throws ProcessingException {
    // Before the labels are embedded, so that nobody waits for a refusal.
    place.require(index.notes());
    FolderLabels labels =
        new FolderLabels(
            LabelSetDefinition.of(config.judging().defaultLabels()),
            model.encoder(),
            model.identity().logitScale());
    return new FolderIndex(
            index, place, indexed, new ItemEmbedder(model.encoder(), display), labels)
        .update(contents);
  }
}
