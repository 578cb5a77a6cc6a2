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
import io.clipstreams.index.WritableIndex;
import io.clipstreams.index.folder.FolderContents;
import io.clipstreams.index.folder.FolderIndex;
import io.clipstreams.index.folder.FolderLabels;
import io.clipstreams.index.folder.FolderPlace;
import io.clipstreams.index.folder.FolderReport;
import io.clipstreams.scoring.LabelSetDefinition;

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
